/**
 * What a soft prompt looks like beside the embeddings of real tokens.
 *
 * Source: Lester et al. 2021 (arXiv:2104.08691), section 7: nearest tokens of the vocabulary by cosine
 * similarity. Where training began is known, the same is asked of the way from there: a prompt stays
 * close to its first tokens, so that its neighbours say more of them than of the task. Khashabi et al.
 * 2022, Prompt Waywardness (arXiv:2112.08348), show why such words are no explanation: a prompt for a
 * task exists near almost any text.
 *
 * @module
 */
import { mean, variance } from "../core/statistics.ts";
import type { Tokenizer } from "../text/tokenizer.ts";
import { effectiveRank } from "./effective_rank.ts";
import {
  cosine,
  difference,
  distance,
  meanRow,
  normsOf,
  quotient,
  type Rows,
  stack,
  sumOfDirections,
} from "./rows.ts";
import type { Start } from "./start.ts";
import type { Neighbour } from "./nearest.ts";

/** A token of the vocabulary near a token of a prompt. */
export interface NearWord extends Neighbour {
  /** As the vocabulary spells it, such as `▁cat`; `[id]` where an embedding has no token. */
  readonly word: string;
}

/** Where a token of a prompt began, and where training took it. */
export interface TokenStart extends NearWord {
  /**
   * Euclidean distance of the token of the prompt from that embedding. What a network adds to the prompt
   * in front of the first step is part of it.
   */
  readonly distance: number;
  /** Nearest words of the difference, token minus embedding, nearest first; none where it is zero. */
  readonly towards: readonly NearWord[];
}

/** One token of a prompt. */
export interface PromptToken {
  /** Its place in the prompt, from 0. */
  readonly token: number;
  /** Euclidean norm. */
  readonly norm: number;
  /** Nearest words, nearest first; none of a token of zeros. */
  readonly words: readonly NearWord[];
  /** null: it began from random numbers or another adapter, or nothing is known. */
  readonly start: TokenStart | null;
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
  /** Nearest words of the mean of all differences from the start; null where that is not known. */
  readonly towards: readonly NearWord[] | null;
}

/** A prompt and where it began. */
export interface PromptRows {
  /** `[promptLength, dModel]` */
  readonly rows: Rows;
  /** Absent: not known. */
  readonly start?: Start;
}

/** How each token moved in training, `[promptLength, dModel]`; undefined if that is not known. */
export function movesOf({ rows, start }: PromptRows): Rows | undefined {
  return start && difference(rows, start.rows);
}

/**
 * All rows whose nearest words are of interest: the tokens; where their start is known, their moves and
 * the mean of these.
 */
export function probesOf(prompt: PromptRows): Rows {
  const moves = movesOf(prompt);
  const { rows } = prompt;
  return moves === undefined ? rows : stack([rows, moves, meanRow(moves)], rows.width);
}

/**
 * Describes a prompt.
 *
 * @param nearest the nearest tokens of each row of {@linkcode probesOf}
 */
export function describePrompt(
  { rows, start }: PromptRows,
  nearest: readonly (readonly Neighbour[])[],
  tokenizer: Tokenizer,
): SoftPrompt {
  const wordOf = (id: number) => tokenizer.tokenOf(id) ?? `[${id}]`;
  const wordsOf = (probe: number): NearWord[] =>
    nearest[probe]!.map(({ id, cosine }) => ({ id, word: wordOf(id), cosine }));
  const startOf = ({ ids, rows: first }: Start, i: number): TokenStart => ({
    id: ids[i]!,
    word: wordOf(ids[i]!),
    cosine: cosine(rows, i, first, i),
    distance: distance(rows, i, first, i),
    towards: wordsOf(rows.count + i),
  });
  const norms = normsOf(rows);
  return {
    tokens: norms.map((norm, token) => ({
      token,
      norm,
      words: wordsOf(token),
      start: start ? startOf(start, token) : null,
    })),
    meanNorm: mean(norms),
    sdNorm: Math.sqrt(variance(norms) ?? 0),
    meanCosine: meanCosine(rows),
    effectiveRank: effectiveRank(rows),
    towards: start ? wordsOf(2 * rows.count) : null,
  };
}

/** Over all pairs of different rows: `(|sum of directions|^2 - n) / (n (n - 1))`. */
function meanCosine(rows: Rows): number | null {
  if (rows.count < 2) return null;
  const squared = sumOfDirections(rows).reduce((sum, value) => sum + value * value, 0);
  const directed = normsOf(rows).filter((norm) => norm > 0).length;
  return quotient(squared - directed, rows.count * (rows.count - 1));
}
