/**
 * Runs as flat rows, for tables and charts of one's own.
 *
 * @module
 */
import type { Cell } from "../lab/experiment.ts";
import type { RunRecord } from "../lab/run.ts";
import { percent } from "./points.ts";
import type { ShownResult } from "./view.ts";

/** One run: what it was asked and what it found. */
export type RunRow =
  & Readonly<Record<string, string | number | boolean | null>>
  & { readonly runId: string };

/**
 * One row for each reported run, all with the same columns: the labels of its cell, seed, scores on
 * dev and test in percent, mean training loss of the last tenth of the steps in nats, learning rate,
 * numbers trained and stored, seconds, the run's id, and the settings of the method, null where it has
 * none of that name.
 */
export function runRows({ cells }: ShownResult): RunRow[] {
  const rows = cells.flatMap(({ cell, records }) => records.map((record) => toRow(cell, record)));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return rows.map((row) => ({
    ...Object.fromEntries(columns.map((column) => [column, row[column] ?? null])),
    runId: row.runId,
  }));
}

function toRow({ labels }: Cell, { runId, config, outcome, cost }: RunRecord): RunRow {
  const settings = Object.entries(config.methodConfig).flatMap(([key, value]) =>
    typeof value === "object" ? [] : [[key, value] as const]
  );
  const last = outcome.losses.slice(-Math.ceil(outcome.losses.length / 10));
  const sum = last.reduce((sum, loss) => sum + loss, 0);
  return {
    ...labels,
    seed: config.seed,
    dev: percent(outcome.dev.score),
    test: percent(outcome.test.score),
    loss: last.length > 0 ? sum / last.length : null, // null: nothing was trained
    learningRate: config.training.learningRate,
    trainedParameters: outcome.trainedParameters,
    storedParameters: outcome.storedParameters,
    seconds: cost.wallSeconds,
    runId,
    ...Object.fromEntries(settings),
    ...labels, // a label is the same setting in the words of the tables
  };
}
