/**
 * What a call would do: which runs are there, which are to be made, and how long it takes.
 *
 * @module
 */
import type { Estimator } from "./estimate.ts";
import type { RunConfig } from "./run.ts";
import { type CellRuns, type Failure, type FoundRun, namedRuns, neededRuns } from "./select.ts";

/** The runs of some cells, each counted once however many cells share it. */
export interface Plan {
  /** Finished. */
  readonly cached: number;
  /** To be made. */
  readonly pending: number;
  /** Those of them that can start now: the others follow from a choice on dev. */
  readonly due: readonly RunConfig[];
  /** Tried without success: those that diverged stay so, the others are among the pending ones. */
  readonly failed: number;
  /** Estimated seconds of one worker for what is to be made; null if nothing was ever timed. */
  readonly seconds: number | null;
}

/**
 * Plans cells.
 *
 * @param cells their runs, as `findRuns` found them among finished runs and those that diverged
 * @param failures of earlier calls, by run id
 */
export function planCells(
  cells: readonly CellRuns[],
  failures: ReadonlyMap<string, Failure>,
  estimator: Estimator,
): Plan {
  const named = byId(cells.flatMap(namedRuns));
  const needed = cells.map(neededRuns);
  const due = [...byId(needed.flat()).values()].map(({ config }) => config);
  const undecided = cells.filter(({ config }, i) => config === null && needed[i]!.length > 0)
    .reduce((sum, { cell }) => sum + cell.seeds.length, 0);
  return {
    cached: [...named.values()].filter(({ record }) => record !== undefined).length,
    pending: due.length + undecided,
    due,
    failed: [...named.keys()].filter((runId) => failures.has(runId)).length,
    seconds: estimator.total(due, undecided),
  };
}

function byId(runs: readonly FoundRun[]): Map<string, FoundRun> {
  return new Map(runs.map((run) => [run.runId, run]));
}
