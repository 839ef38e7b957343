/**
 * The tokens of prompts as flat rows, for tables and charts of one's own.
 *
 * @module
 */
import type { Inspection } from "./inspect.ts";
import type { NearWord } from "./soft_prompt.ts";

/** One token of one prompt. */
export interface TokenRow {
  readonly adapter: string;
  readonly method: string;
  /** null where no record tells. */
  readonly task: string | null;
  readonly seed: number | null;
  /** Its place in the prompt, from 0. */
  readonly token: number;
  readonly norm: number;
  /** `norm` divided by the mean norm of the vocabulary. */
  readonly relativeNorm: number;
  /** The nearest word and its cosine similarity; null of a token of zeros. */
  readonly word: string | null;
  readonly cosine: number | null;
  /** All nearest words, nearest first. */
  readonly words: string;
  /** The word from which it started, the cosine similarity with that, the distance; null: not known. */
  readonly start: string | null;
  readonly startCosine: number | null;
  readonly startDistance: number | null;
  /** All nearest words of the difference from the start; null: not known. */
  readonly towards: string | null;
}

/** One row for each token of each prompt, in order. */
export function tokenRows({ adapters, vocabulary }: Inspection): TokenRow[] {
  return adapters.flatMap(({ name, method, training, prompt }) =>
    (prompt?.tokens ?? []).map(({ token, norm, words, start }) => ({
      adapter: name,
      method,
      task: training?.task ?? null,
      seed: training?.seed ?? null,
      token,
      norm,
      relativeNorm: norm / vocabulary!.meanNorm,
      word: words[0]?.word ?? null,
      cosine: words[0]?.cosine ?? null,
      words: joined(words),
      start: start?.word ?? null,
      startCosine: start?.cosine ?? null,
      startDistance: start?.distance ?? null,
      towards: start && joined(start.towards),
    }))
  );
}

function joined(words: readonly NearWord[]): string {
  return words.map(({ word }) => word).join(" ");
}
