/**
 * How alike the prompts of several adapters are.
 *
 * Source: Vu et al. 2022, SPoT (arXiv:2110.07904), section 3, which takes trained prompts for
 * embeddings of their tasks, for the first two measures. The third leaves out where the prompts began,
 * as Ilharco et al. 2023 (arXiv:2212.04089) compare tasks by what fine-tuning changed.
 *
 * @module
 */
import { meanRow, quotient, sumOfDirections } from "./rows.ts";
import { movesOf, type PromptRows } from "./soft_prompt.ts";

/** Two prompts; -1 to 1. */
export interface Similarity {
  /** Names of the adapters. */
  readonly first: string;
  readonly second: string;
  /** SPoT's "cosine similarity of average tokens": `cos(mean_i p_i, mean_j q_j)`. */
  readonly averageTokens: number;
  /** SPoT's "per-token average cosine similarity": `mean_ij cos(p_i, q_j)`. */
  readonly perToken: number;
  /** `averageTokens` of what training added to the start; null where a start is not known. */
  readonly averageMoves: number | null;
}

/** A prompt with the name of its adapter; all have one width. */
export interface NamedPrompt extends PromptRows {
  readonly name: string;
}

/**
 * Compares each prompt with each other one, in both orders, and with itself. With itself `perToken` is
 * 1 only if all its tokens point in one direction. Fewer than two prompts are not compared.
 */
export function compareAll(prompts: readonly NamedPrompt[]): Similarity[] {
  if (prompts.length < 2) return [];
  const known = prompts.map((prompt) => {
    const { name, rows } = prompt;
    const moves = movesOf(prompt);
    return {
      name,
      count: rows.count,
      mean: meanRow(rows).values,
      directions: sumOfDirections(rows),
      meanMove: moves && meanRow(moves).values,
    };
  });
  return known.flatMap((first) =>
    known.map((second) => ({
      first: first.name,
      second: second.name,
      averageTokens: cosine(first.mean, second.mean),
      perToken: product(first.directions, second.directions) / (first.count * second.count),
      averageMoves: first.meanMove && second.meanMove
        ? cosine(first.meanMove, second.meanMove)
        : null,
    }))
  );
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return quotient(product(a, b), Math.sqrt(product(a, a) * product(b, b)));
}
