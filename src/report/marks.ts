/**
 * What a chart draws: one mark for each summary of points, ours or the paper's.
 *
 * @module
 */
import type { CellResult } from "../lab/experiment.ts";
import { countPoints, taskTitles, toPoints, withAverages } from "./points.ts";
import { matches, rightValue, withAverageWithoutWsc } from "./published.ts";
import { summarize } from "./summarize.ts";
import { compareLabels, type Labels } from "./titles.ts";
import type { Beside, ChartSpec, ShownResult } from "./view.ts";

/** One mark of a panel. */
export interface Mark {
  readonly x: string | number;
  readonly facet: string | number;
  readonly series: string | number;
  readonly y: number;
  /** `y` minus and plus one standard deviation; absent where there is none. */
  readonly low?: number;
  readonly high?: number;
  /** Number of seeds; absent in the paper's marks. */
  readonly n?: number;
  /** What the paper prints where that is known to be wrong and `y` is corrected. */
  readonly printed?: number;
}

/** Our marks, by model where a tier has several. */
export function ourMarks(result: ShownResult): { model: string; marks: Mark[] }[] {
  const groups = Map.groupBy(result.cells, ({ cell }) => String(cell.labels.model ?? ""));
  return [...groups].map(([model, cells]) => ({ model, marks: marksOf(result, cells) }));
}

function marksOf(result: ShownResult, cells: readonly CellResult[]): Mark[] {
  const { chart, measure } = result.experiment.view;
  const points = withAverages(toPoints(cells, measure), taskTitles(result))
    .filter(({ labels }) => matches(labels, chart.where ?? {}));
  const counts = isCount(chart.x) ? countPoints(cells, chart.x) : [];
  return summarize(points).flatMap(({ labels, mean, sd, n }) =>
    toMark(chart, withCount(chart, labels, counts), mean).map((mark) => ({
      ...mark,
      ...(sd === null ? {} : { low: mean - sd, high: mean + sd }),
      n,
    }))
  );
}

/** The paper's marks, at what the numbers should read. */
export function paperMarks(chart: ChartSpec, { published, where }: Beside): Mark[] {
  const counts = published.rows.filter(({ quantity }) => quantity === chart.x);
  const numbers = published.rows.filter(({ labels }) => matches(labels, where ?? {}));
  return withAverageWithoutWsc(numbers)
    .filter(({ labels, quantity }) =>
      (quantity === "score" || quantity === "dev") && matches(labels, chart.where ?? {})
    )
    .flatMap((number) =>
      toMark(chart, withCount(chart, number.labels, counts), rightValue(number)).map((mark) => ({
        ...mark,
        ...(number.corrected === undefined ? {} : { printed: number.value }),
      }))
    );
}

/** Whether a key is a count of a run and no label. */
export function isCount(key: string): key is "trainedParameters" | "storedParameters" {
  return key === "trainedParameters" || key === "storedParameters";
}

/** Where x is a count, adds it to the labels, found by the label that gives the colour. */
function withCount(
  chart: ChartSpec,
  labels: Labels,
  counts: readonly { readonly labels: Labels; readonly value: number }[],
): Labels {
  const count = counts.find((point) => point.labels[chart.color] === labels[chart.color]);
  return count === undefined ? labels : { ...labels, [chart.x]: count.value };
}

function toMark(chart: ChartSpec, labels: Labels, y: number): Mark[] {
  const { [chart.x]: x, [chart.color]: series } = labels;
  if (x === undefined || series === undefined) return [];
  return [{ x, facet: chart.facet === undefined ? "" : labels[chart.facet] ?? "", series, y }];
}

/** Each value once, in the order of the tables. */
export function distinct(values: readonly (string | number)[], key: string): (string | number)[] {
  return [...new Set(values)].sort((a, b) => compareLabels(key, a, b));
}
