/**
 * Which runs would narrow the open verdicts most: what a budget is spent on first.
 *
 * @module
 */
import { variance } from "../core/statistics.ts";
import type { CellResult } from "../lab/experiment.ts";
import type { RunConfig } from "../lab/run.ts";
import { judge, type Verdict } from "./claim.ts";
import { LEAST_VARIANCE, MIN_SEEDS, toDifferences } from "./contrast.ts";
import { toPoints } from "./points.ts";
import type { Labels } from "./titles.ts";
import type { Claim, ShownResult } from "./view.ts";

/** A run, and by how much it would narrow what is open. */
export interface Worth {
  readonly config: RunConfig;
  /** In squared points, shared among the runs that the next pair of seeds lacks. */
  readonly worth: number;
}

/** A verdict at all comes before a narrower interval of one that is there. */
const FIRST_VERDICT = 1000;

/**
 * Weighs the runs that the open claims wait for.
 *
 * A claim compares pairs of equal seed, so a seed counts when all cells of a comparison have it. The
 * next seed of a task with n pairs narrows the claim's squared standard error by
 * `variance / (n (n + 1) tasks²)`, by the variance of the differences: cells whose scores rise and
 * fall together leave nothing to learn. Claims that are decided, or count parameters, ask for no run.
 */
export function worthOf(results: readonly ShownResult[]): Worth[] {
  return results.flatMap((result) =>
    judge(result).filter(({ word }) => word === "inconclusive" || word === "not judged")
      .flatMap((verdict) => worthOfClaim(result, verdict))
  );
}

function worthOfClaim(
  { cells, experiment: { view: { measure } } }: ShownResult,
  { claim, word }: Verdict,
): Worth[] {
  if (claim.kind === "equal_count") return [];
  const taking = cells.filter(({ cell: { labels } }) =>
    (fits(labels, claim.left) || fits(labels, claim.right)) &&
    !claim.without?.includes(String(labels.task))
  );
  const comparisons = [...Map.groupBy(taking, ({ cell }) => restOf(cell.labels, claim)).values()];
  return comparisons.flatMap((comparison) => {
    const pairs = toDifferences(toPoints(comparison, measure), claim).map(({ value }) => value);
    const n = Math.max(1, pairs.length);
    const spread = Math.max(variance(pairs) ?? LEAST_VARIANCE, LEAST_VARIANCE);
    const gain = spread / (n * (n + 1) * comparisons.length ** 2);
    const lacking = nextSeed(comparison);
    const factor = word === "not judged" && n < MIN_SEEDS ? FIRST_VERDICT : 1;
    return lacking.map((config) => ({ config, worth: factor * gain / lacking.length }));
  });
}

/** Whether a cell belongs to a side; what its runs find out, such as a step, it need not say. */
function fits(labels: Labels, where: Labels): boolean {
  return Object.entries(where).every(([key, value]) =>
    labels[key] === undefined || labels[key] === value
  );
}

/** What all cells of a comparison have in common. */
function restOf(labels: Labels, claim: Claim): string {
  const varied = [...Object.keys({ ...claim.left, ...claim.right })];
  if (claim.kind === "steadier") varied.push(claim.over);
  return JSON.stringify(Object.entries(labels).filter(([key]) => !varied.includes(key)).sort());
}

/** The runs that the first incomplete seed lacks; a seed that failed anywhere never gets complete. */
function nextSeed(cells: readonly CellResult[]): RunConfig[] {
  for (const seed of cells[0]!.cell.seeds) {
    const open = cells.filter(({ missing }) => missing.some((run) => run.seed === seed));
    const hasFailed = open.some(({ missing }) =>
      missing.some((run) => run.seed === seed && run.reason !== null)
    );
    if (open.length === 0 || hasFailed) continue;
    return open.flatMap(({ config }) => config === null ? [] : { ...config, seed });
  }
  return [];
}
