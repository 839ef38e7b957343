/**
 * How alike the prompts of several adapters are.
 *
 * Source: Vu et al. 2022, SPoT (arXiv:2110.07904), section 3, which takes trained prompts for
 * embeddings of their tasks and defines both measures.
 *
 * @module
 */
import { quotient, type Rows, sumOfDirections, weightedSum } from "./rows.ts";

/** Two prompts; -1 to 1. */
export interface Similarity {
  /** Names of the adapters. */
  readonly first: string;
  readonly second: string;
  /** SPoT's "cosine similarity of average tokens": `cos(mean_i p_i, mean_j q_j)`. */
  readonly averageTokens: number;
  /** SPoT's "per-token average cosine similarity": `mean_ij cos(p_i, q_j)`. */
  readonly perToken: number;
}

/** A prompt with the name of its adapter; all have one width. */
export interface NamedPrompt {
  readonly name: string;
  readonly rows: Rows;
}

/**
 * Compares each prompt with each other one, in both orders, and with itself. With itself `perToken` is
 * 1 only if all its tokens point in one direction. Fewer than two prompts are not compared.
 */
export function compareAll(prompts: readonly NamedPrompt[]): Similarity[] {
  if (prompts.length < 2) return [];
  const known = prompts.map(({ name, rows }) => ({
    name,
    count: rows.count,
    mean: weightedSum(rows, new Array<number>(rows.count).fill(1)),
    directions: sumOfDirections(rows),
  }));
  return known.flatMap((first) =>
    known.map((second) => ({
      first: first.name,
      second: second.name,
      averageTokens: cosine(first.mean, second.mean),
      perToken: product(first.directions, second.directions) / (first.count * second.count),
    }))
  );
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return quotient(product(a, b), Math.sqrt(product(a, a) * product(b, b)));
}
