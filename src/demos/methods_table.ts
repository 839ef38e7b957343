/**
 * The methods of a demonstration in one table: each against chance and, where there is one, against
 * a baseline that adapts nothing.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import { mean } from "../core/statistics.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { countText, pointsText, rangeText } from "../report/cells.ts";
import { wordFor } from "../report/claim.ts";
import { standardDeviation, tInterval } from "../report/statistics.ts";
import { TUNING_SEED } from "./cell.ts";
import type { DemoRun } from "./record.ts";

/** What the methods are held against. */
export interface Yardsticks {
  /** Share of right answers of one that is always the same. */
  readonly chance: number;
  /** Name of the method that adapts nothing; absent: there is none. */
  readonly baseline?: string;
  /** Pairs of methods whose difference is told below the table. */
  readonly gains: readonly (readonly [method: string, over: string])[];
}

/** What the columns and the words mean; stands under the table of a page. */
export const METHODS_LEGEND: string =
  "Differences are in percentage points with 95 % intervals, paired by seed where two methods are " +
  "compared. Supported: the whole interval is above zero. Contradicted: the whole interval is below " +
  "zero. Inconclusive: the interval includes zero. The intervals account for variation over seeds, " +
  "not over test examples. Each learning rate is the best of three on dev, chosen with a seed that is not " +
  `reported (${TUNING_SEED}).`;

/** What the scaled variant of residual prompts is, where it stands in a table. */
export const SCALED: string =
  "Scaled residual prompt tuning is residual prompt tuning in units of the model: the paper's network " +
  "adds vectors of unit variance to embeddings with a standard deviation of 11.6 (T5), and this one " +
  "adds vectors that are as small beside the embeddings of the model at hand.";

/** One method of the table. */
interface Row {
  readonly method: string;
  readonly learningRate: number;
  readonly trainedParameters: number;
  /** Test accuracy by seed. */
  readonly accuracies: ReadonlyMap<number, number>;
}

/**
 * The table in Markdown and, below it, the differences of pairs; runs that chose a learning rate are
 * left out.
 *
 * Differences are in points (percent), with the 95 % interval of Student's t over seeds.
 */
export function methodsTable(
  runs: readonly DemoRun[],
  { chance, baseline, gains }: Yardsticks,
): string {
  const reported = runs.filter(({ config }) => config.seed !== TUNING_SEED);
  const rows = [...Map.groupBy(reported, ({ config }) => config.method)].map(toRow);
  const find = (name: string | undefined) => rows.find(({ method }) => method === name);
  const heads = ["Method", "Trained parameters", "Learning rate", "Test accuracy (%)"];
  const columns = ["Gain over chance", ...(baseline ? [`Gain over ${inText(baseline)}`] : [])];
  const empty = columns.map(() => "");
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const pairs = gains.map(([method, over]) =>
    [method, over, gainsOf(find(method), find(over))] as const
  )
    .filter(([, , differences]) => differences.length > 0);
  return [
    line([...heads, ...columns]),
    line(["---", "---:", "---:", "---:", ...columns.map(() => "---")]),
    line(["Chance (constant answer)", "0", "", percent(chance), ...empty]),
    ...rows.map((row) => line([...cellsOf(row, chance), ...besideBaseline(row, find(baseline))])),
    ...pairs.map(([method, over, differences]) =>
      `\nGain of ${inText(method)} over ${inText(over)}: ${renderGain(differences)}.`
    ),
  ].join("\n");
}

function toRow([method, runs]: [string, DemoRun[]]): Row {
  const { config, outcome } = runs[0]!;
  return {
    method,
    learningRate: config.training.learningRate,
    trainedParameters: outcome.trainedParameters,
    accuracies: new Map(runs.map(({ config, outcome }) => [config.seed, outcome.test.accuracy!])),
  };
}

function cellsOf(row: Row, chance: number): string[] {
  const { method, learningRate, trainedParameters, accuracies } = row;
  const values = [...accuracies.values()];
  const deviation = standardDeviation(values);
  const spread = deviation === null ? "" : ` ± ${percent(deviation)}`;
  const score = percent(mean(values));
  const gains = values.map((accuracy) => accuracy - chance);
  const trained = countText(trainedParameters);
  // without training all seeds are alike, and there is nothing to estimate
  if (trainedParameters === 0) {
    return [titleOf(method), trained, "", score, pointsText(100 * mean(gains))];
  }
  const count = `(n = ${values.length})`;
  return [
    titleOf(method),
    trained,
    `${learningRate}`,
    `${score}${spread} ${count}`,
    renderGain(gains),
  ];
}

function besideBaseline(row: Row, baseline: Row | undefined): string[] {
  if (baseline === undefined) return [];
  return [row === baseline ? "" : renderGain(gainsOf(row, baseline))];
}

/** By how much one method is above another, for each seed that both have. */
function gainsOf(ours: Row | undefined, theirs: Row | undefined): number[] {
  return [...ours?.accuracies ?? []].flatMap(([seed, accuracy]) => {
    const other = theirs?.accuracies.get(seed);
    return other === undefined ? [] : [accuracy - other];
  });
}

/** A mean difference with its interval, and whether the interval leaves out zero. */
function renderGain(differences: readonly number[]): string {
  if (differences.length === 0) return "";
  const average = mean(differences);
  const deviation = standardDeviation(differences);
  if (deviation === null) return `${pointsText(100 * average)}, one seed: no interval`;
  const count = differences.length;
  const interval = tInterval(100 * average, 100 * deviation / Math.sqrt(count), count - 1);
  return `${pointsText(100 * average)} (${rangeText(interval)}): ${wordFor(interval)}`;
}

const titleOf = (method: string) => lookUp<AnyMethod>(METHODS, method, "method").title;

/** A title within a sentence; names such as LoRA and DePT stay as they are. */
function inText(method: string): string {
  const title = titleOf(method);
  return /^[A-Z][a-z-]+( |$)/.test(title) ? title[0]!.toLowerCase() + title.slice(1) : title;
}

const percent = (share: number) => (100 * share).toFixed(1);
