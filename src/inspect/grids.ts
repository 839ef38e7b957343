/**
 * Tables of tokens, modules and similarities: texts in rows.
 *
 * @module
 */
import type { Change } from "./changes.ts";
import type { Similarity } from "./similarity.ts";
import type { NearWord, SoftPrompt } from "./soft_prompt.ts";

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
  const heads = [
    "Token",
    "Norm",
    ...started,
    "Nearest words (cosine)",
    ...(isStarted ? ["Moved towards (cosine)"] : []),
  ];
  const rows = tokens.map(({ token, norm, start, words }) => [
    String(token),
    fixed(norm),
    ...(start === null ? [] : [start.word, fixed(start.cosine), fixed(start.distance)]),
    wordsText(words),
    ...(start === null ? [] : [wordsText(start.towards)]),
  ]);
  const sentences = [2, heads.indexOf("Nearest words (cosine)"), heads.length - 1];
  return { heads, rows, left: 0, sentences };
}

/** `▁cat 0.91, ▁dog 0.40` */
export function wordsText(words: readonly NearWord[]): string {
  return words.map(({ word, cosine }) => `${word} ${fixed(cosine)}`).join(", ");
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

/** The measures of similarity, with what they are. */
const MEASURES = [
  ["averageTokens", "Average tokens: cosine"],
  ["perToken", "All pairs of tokens: average cosine"],
  ["averageMoves", "Average move since the start: cosine"],
] as const satisfies readonly (readonly [keyof Similarity, string])[];

/** The measures that are known of every pair. */
export function knownMeasures(similarities: readonly Similarity[]) {
  return MEASURES.filter(([measure]) => similarities.every((pair) => pair[measure] !== null));
}

/** A matrix for each measure. */
export function similarityGrids(similarities: readonly Similarity[]): Grid[] {
  const rows = [...Map.groupBy(similarities, ({ first }) => first)];
  return knownMeasures(similarities).map(([measure, title]) => ({
    heads: [title, ...rows.map(([name]) => name)],
    rows: rows.map(([name, pairs]) => [name, ...pairs.map((pair) => fixed(pair[measure]!))]),
    left: 1,
    sentences: [],
  }));
}

/** Two decimals. */
export function fixed(value: number): string {
  return value.toFixed(2).replace("-", "−");
}
