/**
 * Paired differences: what a claim compares, by task and seed.
 *
 * @module
 */
import type { Point } from "./points.ts";
import { matches } from "./published.ts";
import { type Interval, mean, tInterval, variance } from "./statistics.ts";
import type { Claim, Where } from "./view.ts";

/** A difference of one task and seed; above zero where the claim's left side is better. */
export interface Difference {
  readonly task: string;
  readonly seed: number;
  readonly value: number;
}

/**
 * The paired differences of a claim.
 *
 * Where several points of a task and seed fit a side (all steps of a curve), their mean is
 * compared, or their spread if the claim is about steadiness. A pair counts only if both sides have
 * the same points, so that a failed run never makes its side look better.
 */
export function toDifferences(points: readonly Point[], claim: Claim): Difference[] {
  const counted = points.filter(({ labels }) => !claim.without?.includes(String(labels.task)));
  const left = pairSides(counted, claim.left);
  const right = pairSides(counted, claim.right);
  return [...left].flatMap(([key, ours]) => {
    const theirs = right.get(key);
    if (theirs === undefined || restOf(ours, claim.left) !== restOf(theirs, claim.right)) return [];
    const value = claim.kind === "steadier"
      ? spread(theirs) - spread(ours)
      : average(ours) - average(theirs);
    return [{ task: String(ours[0]!.labels.task), seed: ours[0]!.seed, value }];
  });
}

function pairSides(points: readonly Point[], where: Where): Map<string, Point[]> {
  const fitting = points.filter(({ labels }) => matches(labels, where));
  return Map.groupBy(fitting, ({ labels, seed }) => JSON.stringify([labels.task, seed]));
}

/** What the points of a side are, but for the labels that make it this side. */
function restOf(points: readonly Point[], where: Where): string {
  const rest = points.map(({ labels }) =>
    JSON.stringify(Object.entries(labels).filter(([key]) => !(key in where)).sort())
  );
  return rest.sort().join();
}

function average(points: readonly Point[]): number {
  return mean(points.map(({ value }) => value));
}

function spread(points: readonly Point[]): number {
  const values = points.map(({ value }) => value);
  return Math.max(...values) - Math.min(...values);
}

/** How many pairs of a task make it count. */
export const MIN_SEEDS = 3;

/** An effect over tasks, with an interval for each of two questions. */
export interface Effect {
  /** Mean over tasks of the mean over seeds, with its interval for other seeds on these tasks. */
  readonly here: Interval;
  /** Interval for other tasks like these; null with fewer than three tasks. */
  readonly elsewhere: Interval | null;
  readonly tasks: readonly { readonly task: string; readonly mean: number; readonly n: number }[];
  /** Tasks with too few pairs, which do not count. */
  readonly leftOut: readonly string[];
}

/**
 * Estimates the effect of paired differences; null if no task has enough pairs.
 *
 * `here` asks: would it come out alike with other seeds? Its standard error comes from the spread
 * over seeds within each task, with Welch-Satterthwaite degrees of freedom; seeds are pooled over
 * tasks, so three seeds on eight tasks are worth up to sixteen. It gives the verdicts, because the
 * paper's claims are about given tasks. `elsewhere` is the t-interval over the task means: wide
 * with few tasks, as it should be.
 *
 * Why no cluster bootstrap: with three to eight tasks of three seeds, resampled clusters give
 * intervals that are far too narrow, and chance would enter the report. Neither interval covers
 * that all runs share one backbone and one test set.
 *
 * Source: Welch 1947, Satterthwaite 1946.
 */
export function estimateEffect(differences: readonly Difference[]): Effect | null {
  const groups = [...Map.groupBy(differences, ({ task }) => task)].map(([task, pairs]) => ({
    task,
    values: pairs.map(({ value }) => value),
  }));
  const counted = groups.filter(({ values }) => values.length >= MIN_SEEDS);
  if (counted.length === 0) return null;
  const means = counted.map(({ values }) => mean(values));
  const center = mean(means);
  return {
    here: withinTasks(center, counted.map(({ values }) => values)),
    elsewhere: counted.length < 3 ? null : tInterval(
      center,
      Math.sqrt(variance(means)! / means.length),
      means.length - 1,
    ),
    tasks: counted.map(({ task, values }, i) => ({ task, mean: means[i]!, n: values.length })),
    leftOut: groups.filter((group) => !counted.includes(group)).map(({ task }) => task),
  };
}

function withinTasks(center: number, tasks: readonly (readonly number[])[]): Interval {
  const parts = tasks.map((values) => ({
    squared: variance(values)! / values.length,
    freedom: values.length - 1,
  }));
  const sum = parts.reduce((total, { squared }) => total + squared, 0);
  const freedom = sum ** 2 /
    parts.reduce((total, { squared, freedom }) => total + squared ** 2 / freedom, 0);
  return tInterval(center, Math.sqrt(sum) / tasks.length, sum === 0 ? 1 : freedom);
}
