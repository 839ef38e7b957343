/**
 * Which run a free worker takes next: a pure function.
 *
 * @module
 */
import type { Job } from "./demand.ts";
import { roughCost } from "./affinity.ts";

/**
 * Picks the next run for a worker whose last one had the affinity `last`.
 *
 * 1. a run like the last one, whose compiled steps the worker still has;
 * 2. else the most costly group of like runs that no other worker is at;
 * 3. else the most costly group, together with the worker that is at it.
 *
 * Costly groups first keeps the workers equally busy to the end; within a group the declared order
 * stands.
 *
 * @param busy affinities that other workers are at
 */
export function pickJob(
  pending: readonly Job[],
  last: string | null,
  busy: ReadonlySet<string>,
): Job | undefined {
  const like = pending.find((job) => job.affinity === last);
  if (like !== undefined) return like;
  const groups = new Map<string, { first: Job; cost: number }>();
  for (const job of pending) {
    const group = groups.get(job.affinity) ?? { first: job, cost: 0 };
    group.cost += roughCost(job.config);
    groups.set(job.affinity, group);
  }
  const free = [...groups.values()].filter(({ first }) => !busy.has(first.affinity));
  const choice = free.length > 0 ? free : [...groups.values()];
  let best = choice[0];
  for (const group of choice) if (best !== undefined && group.cost > best.cost) best = group;
  return best?.first;
}
