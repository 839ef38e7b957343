/**
 * Whether what ran here agrees with the runs that the repository ships.
 *
 * @module
 */
import { canonicalJson } from "../core/hash.ts";
import type { CellResult, ExperimentResult } from "./experiment.ts";
import type { Provenance, RunRecord } from "./run.ts";

/**
 * How a cell agrees with the shipped one.
 *
 * `identical`: every number of every run is the same, to the last bit. `within`: the mean scores
 * are within the tolerance. `differs`: they are not, or the runs are not identical although engine
 * and machine are the same. `absent`: there is nothing to compare on one of the sides.
 */
export type Agreement = "identical" | "within" | "differs" | "absent";

/** One cell beside the shipped one. */
export interface CellComparison {
  readonly experiment: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly agreement: Agreement;
  /** Mean test scores over the seeds that both have, 0..1; null where absent. */
  readonly own: number | null;
  readonly reference: number | null;
  /** Largest difference that counts as agreement, 0..1; 0 on the same engine and machine. */
  readonly tolerance: number;
}

/** Least tolerance: one point, the rounding of a table that people read. */
const LEAST_TOLERANCE = 0.01;

/** What the tolerance is, for the reader of the summary. */
export const TOLERANCE_RULE =
  "bit-identical on the same engine and kind of processor, else the mean " +
  "within two standard errors of the difference over seeds, at least 1 point";

/** Compares each cell with the shipped cell of the same experiment. */
export function compareResults(
  own: readonly ExperimentResult[],
  reference: readonly ExperimentResult[],
): CellComparison[] {
  const shipped = new Map(reference.map((result) => [result.experiment.name, result]));
  return own.flatMap(({ experiment, cells }) =>
    cells.map((cell, index) =>
      compareCell(experiment.name, cell, shipped.get(experiment.name)?.cells[index])
    )
  );
}

function compareCell(
  experiment: string,
  own: CellResult,
  reference: CellResult | undefined,
): CellComparison {
  const { labels } = own.cell;
  const pairs = own.records.flatMap((record) => {
    const other = reference?.records.find(({ config }) => config.seed === record.config.seed);
    return other === undefined ? [] : [{ record, other }];
  });
  if (pairs.length === 0) {
    return { experiment, labels, agreement: "absent", own: null, reference: null, tolerance: 0 };
  }
  const ownScores = pairs.map(({ record }) => record.outcome.test.score ?? NaN);
  const otherScores = pairs.map(({ other }) => other.outcome.test.score ?? NaN);
  const scores = { own: mean(ownScores), reference: mean(otherScores) };
  const identical = pairs.every(({ record, other }) => sameOutcome(record, other));
  const strict = pairs.every(({ record, other }) =>
    calculatesAlike(record.provenance, other.provenance)
  );
  const tolerance = strict ? 0 : toleranceOf(ownScores, otherScores);
  const near = !strict && Math.abs(scores.own - scores.reference) <= tolerance;
  const agreement = identical ? "identical" : near ? "within" : "differs";
  return { experiment, labels, agreement, ...scores, tolerance };
}

/** Whether two runs had the same configuration and found the same, to the last bit. */
function sameOutcome(a: RunRecord, b: RunRecord): boolean {
  return a.runId === b.runId && canonicalJson(a.outcome) === canonicalJson(b.outcome);
}

/**
 * Whether two runs were made by the same arithmetic, so that equal runs have equal bits; never of
 * records that do not tell the vector units.
 */
export function calculatesAlike(a: Platform, b: Platform): boolean {
  const [left, right] = [a, b].map(({ engine, machine }) => canonicalJson({ engine, machine }));
  return left === right && a.machine.vectors !== undefined;
}

function toleranceOf(own: readonly number[], reference: readonly number[]): number {
  const error = Math.sqrt(variance(own) / own.length + variance(reference) / reference.length);
  return Math.max(LEAST_TOLERANCE, 2 * error);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance; 0 for a single value, of whose spread nothing is known. */
function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}

/** What decides the last bits of a run. */
export type Platform = Pick<Provenance, "engine" | "machine">;

/** How many cells agree how. */
export function summarize(
  comparisons: readonly CellComparison[],
): Readonly<Record<Agreement, number>> {
  const counts = { identical: 0, within: 0, differs: 0, absent: 0 };
  for (const { agreement } of comparisons) counts[agreement]++;
  return counts;
}
