/**
 * What a soft prompt looks like beside the embeddings of real tokens.
 *
 * Source: Lester et al. 2021 (arXiv:2104.08691), section 7: nearest tokens of the vocabulary by cosine
 * similarity. Khashabi et al. 2022, Prompt Waywardness (arXiv:2112.08348), show why such tokens are no
 * explanation: a prompt for a task exists near almost any text.
 *
 * @module
 */
import { mean, variance } from "../core/statistics.ts";
import type { Tokenizer } from "../text/tokenizer.ts";
import { effectiveRank } from "./effective_rank.ts";
import { cosine, distance, normsOf, quotient, type Rows, sumOfDirections } from "./rows.ts";
import type { Neighbour } from "./nearest.ts";

/** A token of the vocabulary near a token of a prompt. */
export interface NearWord extends Neighbour {
  /** As the vocabulary spells it, such as `▁cat`; `[id]` where an embedding has no token. */
  readonly word: string;
}

/** Where a token of a prompt began. */
export interface Start extends NearWord {
  /** Euclidean distance of the token of the prompt from that embedding. */
  readonly distance: number;
}

/** One token of a prompt. */
export interface PromptToken {
  /** Its place in the prompt, from 0. */
  readonly token: number;
  /** Euclidean norm. */
  readonly norm: number;
  /** Nearest first. */
  readonly words: readonly NearWord[];
  /**
   * The embedding from which training began. null: it began from random numbers or from another
   * adapter, or nothing is known. What a network adds to it in front of the first step is part of the
   * distance.
   */
  readonly start: Start | null;
}

/** A soft prompt. */
export interface SoftPrompt {
  readonly tokens: readonly PromptToken[];
  readonly meanNorm: number;
  /** Sample standard deviation; 0 of one token. */
  readonly sdNorm: number;
  /** Mean cosine similarity of two different tokens of the prompt; null of one token. */
  readonly meanCosine: number | null;
  /** `effectiveRank` of `[promptLength, dModel]`: 1 to promptLength. */
  readonly effectiveRank: number;
}

/** The embeddings from which a prompt began. */
export interface StartRows {
  readonly ids: readonly number[];
  /** `[promptLength, dModel]` */
  readonly rows: Rows;
}

/**
 * Describes a prompt.
 *
 * @param rows `[promptLength, dModel]`
 * @param nearest the nearest tokens of each row
 */
export function describePrompt(
  rows: Rows,
  nearest: readonly (readonly Neighbour[])[],
  start: StartRows | undefined,
  tokenizer: Tokenizer,
): SoftPrompt {
  const wordOf = (id: number) => tokenizer.tokenOf(id) ?? `[${id}]`;
  const norms = normsOf(rows);
  const startOf = (i: number): Start | null => {
    const id = start?.ids[i];
    if (start === undefined || id === undefined) return null;
    const near = {
      cosine: cosine(rows, i, start.rows, i),
      distance: distance(rows, i, start.rows, i),
    };
    return { id, word: wordOf(id), ...near };
  };
  return {
    tokens: norms.map((norm, token) => ({
      token,
      norm,
      words: nearest[token]!.map(({ id, cosine }) => ({ id, word: wordOf(id), cosine })),
      start: startOf(token),
    })),
    meanNorm: mean(norms),
    sdNorm: Math.sqrt(variance(norms) ?? 0),
    meanCosine: meanCosine(rows),
    effectiveRank: effectiveRank(rows),
  };
}

/** Over all pairs of different rows: `(|sum of directions|^2 - n) / (n (n - 1))`. */
function meanCosine(rows: Rows): number | null {
  if (rows.count < 2) return null;
  const squared = sumOfDirections(rows).reduce((sum, value) => sum + value * value, 0);
  const directed = normsOf(rows).filter((norm) => norm > 0).length;
  return quotient(squared - directed, rows.count * (rows.count - 1));
}
