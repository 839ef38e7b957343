/**
 * Which runs come first when there is not time for all: a stated rule.
 *
 * 1. every cell gets its choice on dev and one reported seed;
 * 2. every cell gets a second seed, without which nothing is known of its spread;
 * 3. then the runs come that narrow the open verdicts most for their time, over and over;
 * 4. when no verdict is open, the cell whose interval is widest gets the next seed.
 *
 * Among the runs of the first two rules the shortest comes first: a budget that does not suffice for
 * every cell covers as many as it can.
 *
 * @module
 */
import { variance } from "../core/statistics.ts";
import { roughCost } from "./affinity.ts";
import type { Cell } from "./experiment.ts";
import type { Demand, Job } from "./demand.ts";
import type { Findings } from "./select.ts";
import { resolveCell } from "./select.ts";

/**
 * How much a run is needed: `Infinity` before a cell has a seed, the largest number before it has
 * two, then the standard error of the cell's mean score.
 *
 * @param underWay run ids that workers are at
 */
export function urgencyOf(cell: Cell, known: Findings, underWay: number): number {
  const { config, records } = resolveCell(cell, known);
  const seeds = records.length + underWay;
  if (config === null || seeds === 0) return Infinity;
  if (seeds === 1 || records.length < 2) return Number.MAX_VALUE / seeds;
  const scores = records.map(({ outcome }) => outcome.test.score ?? 0);
  return Math.sqrt(variance(scores)! / seeds);
}

/** What else decides between runs. */
export interface Weights {
  /** Estimated seconds of a run; null: not known. */
  seconds(job: Job): number | null;
  /** By how much a run narrows open verdicts; 0: it takes part in none. */
  worth(job: Job): number;
}

/** Keeps the runs that are needed most, for {@linkcode pickJob} to choose from. */
export function mostUrgent(
  pending: readonly Job[],
  running: readonly Job[],
  demand: Demand,
  known: Findings,
  weights: Weights = { seconds: () => null, worth: () => 0 },
): Job[] {
  const underWay = new Map<Cell, number>();
  for (const job of running) {
    for (const cell of demand.cellsOf(job.runId)) {
      underWay.set(cell, (underWay.get(cell) ?? 0) + 1);
    }
  }
  const byCell = new Map<Cell, number>(); // many runs of a cell wait: ask once
  const ofCell = (cell: Cell) => {
    const urgency = byCell.get(cell) ?? urgencyOf(cell, known, underWay.get(cell) ?? 0);
    byCell.set(cell, urgency);
    return urgency;
  };
  const urgencies = pending.map(({ runId }) =>
    Math.max(0, ...Array.from(demand.cellsOf(runId), ofCell))
  );
  const isEarly = urgencies.some((urgency) => urgency > EARLY);
  const ranks = pending.map((job, i) => rankOf(urgencies[i]!, job, weights, isEarly));
  const highest = ranks.reduce((top, rank) => compareRanks(rank, top) > 0 ? rank : top, [0, 0, 0]);
  return pending.filter((_, index) => compareRanks(ranks[index]!, highest) === 0);
}

/** Larger than any standard error of scores of 0..1. */
const EARLY = 1e9;

type Rank = readonly [number, number, number];

/** @param isEarly whether any run has an early urgency: then worth, which takes time, is not asked */
function rankOf(urgency: number, job: Job, { seconds, worth }: Weights, isEarly: boolean): Rank {
  const time = seconds(job) ?? roughCost(job.config); // short runs tell first how long others take
  return isEarly ? [urgency, 1 / time, 0] : [0, worth(job) / time, urgency];
}

function compareRanks(a: Rank, b: Rank): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! > b[at]! ? 1 : -1;
}
