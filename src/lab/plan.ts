/**
 * What a call would do: which runs are there, which are to be made, and how long it takes.
 *
 * @module
 */
import { Demand } from "./demand.ts";
import type { Estimator } from "./estimate.ts";
import type { Cell } from "./experiment.ts";
import type { Known } from "./known.ts";
import { type Failure, runsOf } from "./select.ts";

/** The runs of some cells, each counted once however many cells share it. */
export interface Plan {
  /** Finished. */
  readonly cached: number;
  /** To be made. */
  readonly pending: number;
  /** Tried without success: those that diverged stay so, the others are among the pending ones. */
  readonly failed: number;
  /** Estimated seconds of one worker for what is to be made; null if nothing was ever timed. */
  readonly seconds: number | null;
}

/**
 * Plans cells.
 *
 * @param known finished runs, and those that diverged
 * @param failures of earlier calls, by run id
 */
export function planCells(
  cells: readonly Cell[],
  known: Known,
  failures: ReadonlyMap<string, Failure>,
  estimator: Estimator,
): Plan {
  const named = new Map(
    cells.flatMap((cell) => runsOf(cell, known)).map((config) => [known.nameOf(config), config]),
  );
  const demand = new Demand(cells, known);
  const due = demand.start().map(({ config }) => config);
  return {
    cached: [...named.values()].filter((config) => known.record(config)).length,
    pending: due.length + demand.undecided,
    failed: [...named.keys()].filter((runId) => failures.has(runId)).length,
    seconds: estimator.total(due, demand.undecided),
  };
}
