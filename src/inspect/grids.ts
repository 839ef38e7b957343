/**
 * Tables of tokens, modules and similarities: texts in rows.
 *
 * @module
 */
import type { Change } from "./changes.ts";
import type { Similarity } from "./similarity.ts";
import type { SoftPrompt } from "./soft_prompt.ts";

/** A table of texts. */
export interface Grid {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Number of columns that stand at the left. */
  readonly left: number;
  /** Columns behind them that stand at the left all the same. */
  readonly sentences: readonly number[];
  /** A sentence below. */
  readonly note?: string;
}

/** One row for each token of a prompt. */
export function tokenGrid({ tokens }: SoftPrompt): Grid {
  const isStarted = tokens.some(({ start }) => start !== null);
  const started = isStarted ? ["Started from", "Cosine to it", "Distance"] : [];
  const heads = ["Token", "Norm", ...started, "Nearest words (cosine)"];
  const rows = tokens.map(({ token, norm, start, words }) => [
    String(token),
    fixed(norm),
    ...(start === null ? started.map(() => "") : [
      start.word,
      fixed(start.cosine),
      fixed(start.distance),
    ]),
    words.map(({ word, cosine }) => `${word} ${fixed(cosine)}`).join(", "),
  ]);
  return { heads, rows, left: 0, sentences: [heads.indexOf("Started from"), heads.length - 1] };
}

/** Most modules that a table shows: fine-tuning has hundreds. */
const MOST_MODULES = 30;

/** What each kind of norm is of. */
const KINDS: Readonly<Record<Change["kind"], string>> = {
  update: "alpha / rank · up · down",
  scale: "scale − 1",
  weight: "trained weight − weight",
  parameter: "parameter",
};

/** One row for each module, or for those that changed most. */
export function changeGrid(changes: readonly Change[]): Grid {
  const byChange = [...changes].sort((a, b) => (b.relative ?? 0) - (a.relative ?? 0));
  const isCut = changes.length > MOST_MODULES;
  const shown = isCut ? byChange.slice(0, MOST_MODULES) : changes;
  return {
    heads: ["Module", "Frobenius norm of", "Norm", "Relative to before"],
    rows: shown.map(({ module, kind, norm, relative }) => [
      module,
      KINDS[kind],
      norm.toPrecision(3),
      relative === null ? "" : `${(100 * relative).toPrecision(3)} %`,
    ]),
    left: 2,
    sentences: [],
    ...(isCut
      ? { note: `The ${MOST_MODULES} of ${changes.length} that changed most in relation.` }
      : {}),
  };
}

/** Both measures in one matrix: average tokens above the diagonal, pairs of tokens on it and below. */
export function similarityGrid(similarities: readonly Similarity[]): Grid {
  const names = [...new Set(similarities.map(({ first }) => first))];
  const between = new Map(similarities.map((one) => [`${one.first}\n${one.second}`, one]));
  const rows = names.map((first, i) => [
    first,
    ...names.map((second, j) => {
      const { averageTokens, perToken } = between.get(`${first}\n${second}`)!;
      return fixed(j > i ? averageTokens : perToken);
    }),
  ]);
  return { heads: ["", ...names], rows, left: 1, sentences: [] };
}

function fixed(value: number): string {
  return value.toFixed(2);
}
