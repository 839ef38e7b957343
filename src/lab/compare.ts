/**
 * Whether what ran here agrees with the runs that the repository ships.
 *
 * @module
 */
import { canonicalJson } from "../core/hash.ts";
import { mean, variance } from "../core/statistics.ts";
import type { CellResult, ExperimentResult } from "./experiment.ts";
import type { Provenance, RunRecord } from "./run.ts";

/**
 * How a cell agrees with the shipped one.
 *
 * `identical`: every number of every run is the same, to the last bit. `within`: the mean difference
 * of runs of one seed is within the tolerance. `differs`: it is not, or the runs are not identical
 * although engine and machine are the same. `absent`: there is nothing to compare on one of the sides.
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

/** Least tolerance in test examples: seeds that by chance differ alike have no standard error. */
const FEW_EXAMPLES = 3;

/** Most tolerance: however much its seeds scatter, a cell that moved by more is another cell. */
const MOST_TOLERANCE = 0.05;

/** What the tolerance is, for the reader of the summary. */
export const TOLERANCE_RULE =
  "On the same engine and kind of processor, cells agree if they are bit-identical. Otherwise, they agree " +
  "if the mean difference, paired by seed, is within two standard errors, where the tolerance is at " +
  `least ${FEW_EXAMPLES} test examples and at most ${
    100 * MOST_TOLERANCE
  } points. Cells shared by ` +
  "several experiments count once";

/** Compares each cell with the shipped cell of the same experiment; shared cells once. */
export function compareResults(
  own: readonly ExperimentResult[],
  reference: readonly ExperimentResult[],
): CellComparison[] {
  const shipped = new Map(reference.map((result) => [result.experiment.name, result]));
  const all = own.flatMap(({ experiment, cells }) =>
    cells.map((cell, index) => ({
      experiment: experiment.name,
      cell,
      reference: shipped.get(experiment.name)?.cells[index],
    }))
  );
  const distinct = [...Map.groupBy(all, ({ cell }) => identityOf(cell)).values()];
  return distinct.map(([first]) => compareCell(first!.experiment, first!.cell, first!.reference));
}

/** What is the same of two cells that are one: their runs, or without runs what they declare. */
function identityOf({ cell, records }: CellResult): string {
  const { labels: _labels, ...declared } = cell;
  return records.length === 0
    ? canonicalJson(declared)
    : canonicalJson(records.map(({ runId }) => runId));
}

function compareCell(
  experiment: string,
  own: CellResult,
  reference: CellResult | undefined,
): CellComparison {
  const { labels } = own.cell;
  const pairs = own.records.flatMap((record) => {
    const other = reference?.records.find(({ config }) => config.seed === record.config.seed);
    // a shipped run that was put back among the own ones is no second run
    return other === undefined || isSameRun(record, other) ? [] : [{ record, other }];
  });
  if (pairs.length === 0) {
    return { experiment, labels, agreement: "absent", own: null, reference: null, tolerance: 0 };
  }
  const scores = {
    own: mean(pairs.map(({ record }) => scoreOf(record))),
    reference: mean(pairs.map(({ other }) => scoreOf(other))),
  };
  const identical = pairs.every(({ record, other }) => sameOutcome(record, other));
  const strict = pairs.every(({ record, other }) =>
    calculatesAlike(record.provenance, other.provenance)
  );
  const differences = pairs.map(({ record, other }) => scoreOf(record) - scoreOf(other));
  const tolerance = strict ? 0 : toleranceOf(differences, pairs[0]!.record.outcome.counts.test);
  const near = !strict && Math.abs(scores.own - scores.reference) <= tolerance;
  const agreement = identical ? "identical" : near ? "within" : "differs";
  return { experiment, labels, agreement, ...scores, tolerance };
}

function scoreOf({ outcome }: RunRecord): number {
  return outcome.test.score ?? NaN;
}

/** Whether two records are of one run, which was made once. */
function isSameRun(a: RunRecord, b: RunRecord): boolean {
  return canonicalJson(a) === canonicalJson(b);
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

/**
 * Runs of one seed share start, batches and examples, so that their difference has nothing but the other
 * arithmetic in it: far less than the scores scatter over seeds.
 *
 * @param differences by seed
 * @param examples in the test split
 */
function toleranceOf(differences: readonly number[], examples: number): number {
  const spread = variance(differences) ?? 0; // of a single one nothing is known
  const error = Math.sqrt(spread / differences.length);
  return Math.min(MOST_TOLERANCE, Math.max(FEW_EXAMPLES / examples, 2 * error));
}

/** What decides the last bits of a run. */
export type Platform = Pick<Provenance, "engine" | "machine">;
