/**
 * Results as points: one number of one run each, under the labels of its cell.
 *
 * @module
 */
import { mean } from "../core/statistics.ts";
import type { CellResult, ExperimentResult } from "../lab/experiment.ts";
import type { RunRecord } from "../lab/run.ts";
import { AVERAGE, AVERAGE_WITHOUT_WSC, label, type Labels } from "./titles.ts";

/** One number of one run. */
export interface Point {
  readonly labels: Labels;
  readonly seed: number;
  /** Scores in percent, losses in nats, counts as they are. */
  readonly value: number;
  /** The value without each block of the test rows (`tasks/jackknife.ts`); absent where not known. */
  readonly jackknife?: readonly number[];
  /** Runs from which it comes: one, or one for each task of an average. */
  readonly runIds: readonly string[];
}

/** Which numbers of a run are shown: its test score, or its curve of evaluations on dev. */
export type Measure = "score" | "curve";

/** What a score point is made of; published runs of demonstrations have no more. */
type ScoredRun = Pick<RunRecord, "config" | "runId"> & {
  readonly outcome: Pick<RunRecord["outcome"], "test" | "jackknife">;
};

/** All points of an experiment's reported runs; scores that are not finite are left out. */
export function toPoints(cells: readonly CellResult[], measure: Measure): Point[] {
  return cells.flatMap(({ cell, records }) =>
    records.flatMap((record) =>
      (measure === "score" ? scorePoints : curvePoints)(cell.labels, record)
    )
  ).filter(({ value }) => Number.isFinite(value));
}

/** The test score of a run, with its scores without each block of test rows. */
export function scorePoints(
  labels: Labels,
  { config: { seed }, outcome: { test, jackknife }, runId }: ScoredRun,
): Point[] {
  return [{
    labels,
    seed,
    value: percent(test.score),
    ...(jackknife === undefined ? {} : { jackknife: jackknife.map(percent) }),
    runIds: [runId],
  }];
}

/** Progress is the share of the steps done, so that curves of other lengths can stand beside. */
function curvePoints(labels: Labels, record: RunRecord): Point[] {
  const { config: { seed, training }, outcome, runId } = record;
  return outcome.series.flatMap(({ step, dev, trainLoss }) =>
    Object.entries({ dev: percent(dev), trainLoss }).map(([quantity, value]) => ({
      labels: label({ ...labels, progress: Math.round(100 * step / training.steps), quantity }),
      seed,
      value,
      runIds: [runId],
    }))
  );
}

/** A score of 0..1 in percent, free of the noise of the multiplication; NaN if there is none. */
export function percent(score: number | null | undefined): number {
  return typeof score === "number" ? Number((100 * score).toFixed(10)) : NaN;
}

/** Points of a count of a run, such as `trainedParameters`. */
export function countPoints(
  cells: readonly CellResult[],
  quantity: "trainedParameters" | "storedParameters",
): Point[] {
  return cells.flatMap(({ cell, records }) =>
    records.map(({ config, outcome, runId }) => ({
      labels: cell.labels,
      seed: config.seed,
      value: outcome[quantity],
      runIds: [runId],
    }))
  );
}

/**
 * Adds the averages over tasks, as if "Average" and "Average without WSC" were tasks.
 *
 * A seed counts only where it has every task of the experiment, so that no average is over fewer
 * tasks than its neighbour. With fewer than two tasks there is nothing to average.
 *
 * @param tasks titles of all tasks of the experiment, whether they have points or not
 */
export function withAverages(points: readonly Point[], tasks: readonly string[]): Point[] {
  const hard = tasks.filter((task) => task !== "WSC");
  return [
    ...points,
    ...averages(points, tasks, AVERAGE),
    ...(hard.length < tasks.length ? averages(points, hard, AVERAGE_WITHOUT_WSC) : []),
  ];
}

function averages(points: readonly Point[], tasks: readonly string[], title: string): Point[] {
  if (tasks.length < 2) return [];
  const groups = Map.groupBy(
    points.filter(({ labels }) => tasks.includes(String(labels.task))),
    ({ labels, seed }) => JSON.stringify([{ ...labels, task: title }, seed]),
  );
  return [...groups.values()].filter((group) => group.length === tasks.length).map((group) => ({
    labels: { ...group[0]!.labels, task: title },
    seed: group[0]!.seed,
    value: mean(group.map(({ value }) => value)),
    runIds: group.flatMap(({ runIds }) => runIds),
  }));
}

/** Titles of the tasks of an experiment, each once, in declared order. */
export function taskTitles(result: ExperimentResult): string[] {
  return [...new Set(result.cells.map(({ cell }) => String(cell.labels.task)))];
}
