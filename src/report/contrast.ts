/**
 * Paired differences: what a claim compares, by task and seed.
 *
 * @module
 */
import { mean, variance } from "../core/statistics.ts";
import type { Point } from "./points.ts";
import { matches } from "./published.ts";
import { type Interval, tInterval } from "./statistics.ts";
import type { Claim, Where } from "./view.ts";

/** A difference of one task and seed; above zero where the claim's left side is better. */
export interface Difference {
  readonly task: string;
  readonly seed: number;
  readonly value: number;
  /** The difference without each block of the test rows; absent where not known. */
  readonly jackknife?: readonly number[];
}

/**
 * The paired differences of a claim.
 *
 * Points pair if all labels but those that make the sides are equal, seed included, so that a
 * failed run never makes its side look better. Where a task and seed have several pairs (all steps
 * of a curve), their mean counts.
 */
export function toDifferences(points: readonly Point[], claim: Claim): Difference[] {
  const counted = points.filter(({ labels }) => counts(labels, claim));
  const over = claim.kind === "steadier" ? claim.over : null;
  const left = groupSide(counted, claim.left, over);
  const right = groupSide(counted, claim.right, over);
  const pairs = [...left].flatMap(([key, ours]) => {
    const theirs = right.get(key);
    if (theirs === undefined || !sameValues(ours, theirs, over)) return [];
    const { labels, seed } = ours[0]!;
    const jackknife = blockwise(
      [...ours, ...theirs],
      (points) => compareSides(points.slice(0, ours.length), points.slice(ours.length), over),
    );
    const value = compareSides(ours, theirs, over);
    return [{ task: taskName(labels), seed, value, ...jackknife }];
  });
  const groups = Map.groupBy(pairs, ({ task, seed }) => JSON.stringify([task, seed]));
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    value: meanOf(group),
    ...blockwise(group, meanOf),
  }));
}

const meanOf = (all: readonly { readonly value: number }[]): number =>
  mean(all.map(({ value }) => value));

/** A statistic of values, taken without each block; nothing where a value does not have the blocks. */
function blockwise<T extends Pick<Difference, "value" | "jackknife">>(
  all: readonly T[],
  statistic: (values: readonly T[]) => number,
): Pick<Difference, "jackknife"> {
  const blocks = all[0]?.jackknife?.length;
  if (blocks === undefined || all.some(({ jackknife }) => jackknife?.length !== blocks)) return {};
  return {
    jackknife: Array.from(
      { length: blocks },
      (_, block) => statistic(all.map((one) => ({ ...one, value: one.jackknife![block]! }))),
    ),
  };
}

/** Whether a claim takes points with these labels into account. */
function counts(labels: Point["labels"], claim: Claim): boolean {
  if (claim.without?.includes(String(labels.task))) return false;
  return claim.kind !== "steadier" || claim.from === undefined ||
    Number(labels[claim.over]) >= claim.from;
}

function taskName({ model, task }: Point["labels"]): string {
  return model === undefined ? String(task) : `${task} (${model})`;
}

function groupSide(points: readonly Point[], where: Where, over: string | null) {
  const fitting = points.filter(({ labels }) => matches(labels, where));
  return Map.groupBy(fitting, ({ labels, seed }) => {
    const rest = Object.entries(labels).filter(([key]) => !(key in where) && key !== over);
    return JSON.stringify([rest.sort(), seed]);
  });
}

/** Whether both sides have the same values of `over`; one point each where there is no `over`. */
function sameValues(a: readonly Point[], b: readonly Point[], over: string | null): boolean {
  if (over === null) return a.length === 1 && b.length === 1;
  const values = (side: readonly Point[]) => JSON.stringify(side.map((p) => p.labels[over]).sort());
  return values(a) === values(b);
}

/** Above zero where the left side scores higher, or moves less over the values of `over`. */
function compareSides(left: readonly Point[], right: readonly Point[], over: string | null) {
  return over === null ? left[0]!.value - right[0]!.value : spread(right) - spread(left);
}

function spread(points: readonly Point[]): number {
  const values = points.map(({ value }) => value);
  return Math.max(...values) - Math.min(...values);
}

/**
 * How far the means over seeds lie apart over the values of a `steadier` claim, on each side, averaged
 * over tasks; null of other claims, or without a task.
 *
 * The claim itself compares ranges within a seed, which also hold the luck of that seed: a method that
 * scatters over seeds looks unsteady over anything. Means over seeds hold less of it.
 *
 * @param tasks names of the tasks that count, as {@linkcode toDifferences} gives them
 */
export function rangesOfMeans(
  points: readonly Point[],
  claim: Claim,
  tasks: readonly string[],
): { readonly left: number; readonly right: number } | null {
  if (claim.kind !== "steadier" || tasks.length === 0) return null;
  const { over } = claim;
  const side = (where: Where): number =>
    mean(tasks.map((task) => {
      const own = points.filter(({ labels }) =>
        taskName(labels) === task && matches(labels, where) && counts(labels, claim)
      );
      const byValue = Map.groupBy(own, ({ labels }) => labels[over]);
      const means = [...byValue.values()].map((group) => mean(group.map(({ value }) => value)));
      return Math.max(...means) - Math.min(...means);
    }));
  return { left: side(claim.left), right: side(claim.right) };
}

/**
 * Least variance of a difference of scores in percent. Scores move in steps of one example, a fraction
 * of a point with a few hundred examples; rounding two scores to steps of half a point leaves
 * 2 · 0.5² / 12. Without it, three seeds that happen to differ by the same few examples would look like
 * certainty.
 */
export const LEAST_VARIANCE = 0.5 ** 2 / 6;

/** How many pairs of a task make it count. */
export const MIN_SEEDS = 3;

/** The effect on one task, with the interval of its own seeds alone. */
export interface TaskEffect {
  readonly task: string;
  readonly own: Interval;
  /** Number of pairs. */
  readonly n: number;
}

/** An effect over tasks, with an interval for each of three questions. */
export interface Effect {
  /** Mean over tasks of the mean over seeds, with its interval for other seeds on these tasks. */
  readonly here: Interval;
  /** Interval for other seeds and other test rows of these tasks; null where not known. */
  readonly otherRows: Interval | null;
  /** Interval for other tasks like these; null with fewer than three tasks. */
  readonly elsewhere: Interval | null;
  readonly tasks: readonly TaskEffect[];
  /** Tasks with too few pairs, which do not count. */
  readonly leftOut: readonly string[];
}

/**
 * Estimates the effect of paired differences; null if no task has enough pairs.
 *
 * `here` asks: would it come out alike with other seeds? Its standard error comes from the spread
 * over seeds within each task, with Welch-Satterthwaite degrees of freedom; seeds are pooled over
 * tasks, so three seeds on eight tasks are worth up to sixteen. It gives the verdicts, because the
 * paper's claims are about given tasks. `otherRows` adds the variance that comes from the test rows,
 * by the delete-a-group jackknife of each task's mean over seeds; what seeds and rows do together is
 * in both parts, so it errs on the wide side. `elsewhere` is the t-interval over the task means:
 * wide with few tasks, as it should be.
 *
 * Why no cluster bootstrap: with three to eight tasks of three seeds, resampled clusters give
 * intervals that are far too narrow, and chance would enter the report. No interval covers that all
 * runs share one backbone.
 *
 * Source: Welch 1947, Satterthwaite 1946; Kott 2001 for the jackknife.
 */
export function estimateEffect(differences: readonly Difference[]): Effect | null {
  const groups = [...Map.groupBy(differences, ({ task }) => task)].map(([task, pairs]) => ({
    task,
    values: pairs.map(({ value }) => value),
    rows: rowPart(pairs),
  }));
  const counted = groups.filter(({ values }) => values.length >= MIN_SEEDS);
  if (counted.length === 0) return null;
  const means = counted.map(({ values }) => mean(values));
  const center = mean(means);
  const seeds = counted.map(({ values }) => seedPart(values));
  const rows = counted.flatMap(({ rows }) => rows ?? []);
  const here = intervalOf(center, seeds, counted.length);
  return {
    here,
    otherRows: rows.length < counted.length
      ? null
      : widened(here, intervalOf(center, [...seeds, ...rows], counted.length)),
    elsewhere: counted.length < 3 ? null : tInterval(
      center,
      Math.sqrt(variance(means)! / means.length),
      means.length - 1,
    ),
    tasks: counted.map(({ task, values }, i) => ({
      task,
      own: intervalOf(means[i]!, [seedPart(values)], 1),
      n: values.length,
    })),
    leftOut: groups.filter((group) => !counted.includes(group)).map(({ task }) => task),
  };
}

/** A part of the variance of one task's mean. */
interface Part {
  readonly squared: number;
  readonly freedom: number;
}

/** What comes from the seeds. */
function seedPart(values: readonly number[]): Part {
  const squared = Math.max(variance(values)!, LEAST_VARIANCE) / values.length;
  return { squared, freedom: values.length - 1 };
}

/** What comes from the test rows, which all seeds share; null where it is not known. */
function rowPart(pairs: readonly Difference[]): Part | null {
  const { jackknife = [] } = blockwise(pairs, meanOf);
  const blocks = jackknife.length;
  if (blocks < 2) return null;
  return { squared: (blocks - 1) ** 2 / blocks * variance(jackknife)!, freedom: blocks - 1 };
}

/**
 * The wider interval with the fewer degrees of freedom of both: rows have many, and what is known of
 * them must not make the seeds look better known.
 */
function widened(narrow: Interval, { mean, error, freedom }: Interval): Interval {
  return tInterval(mean, error, Math.min(narrow.freedom, freedom));
}

/** Interval of a mean over tasks, by Welch and Satterthwaite. */
function intervalOf(center: number, parts: readonly Part[], tasks: number): Interval {
  const sum = parts.reduce((total, { squared }) => total + squared, 0);
  const freedom = sum ** 2 /
    parts.reduce((total, { squared, freedom }) => total + squared ** 2 / freedom, 0);
  return tInterval(center, Math.sqrt(sum) / tasks, freedom);
}
