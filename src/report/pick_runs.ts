/**
 * Single runs of a result, by the labels of their cells.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { RunRecord } from "../lab/run.ts";
import { distinct } from "./marks.ts";
import { label, type Labels } from "./titles.ts";
import type { ShownResult } from "./view.ts";

/** A reported run. */
export interface LabelledRun {
  readonly record: RunRecord;
  /** The labels of its cell, and its seed. */
  readonly labels: Labels;
}

/**
 * The reported runs that `where` fits.
 *
 * @param where labels, `seed` or `runId`; names such as `rte` and titles such as `RTE` both do
 * @throws {UsageError} if no run fits; names the values that there are
 */
export function pickRuns({ cells }: ShownResult, where: Labels): LabelledRun[] {
  const all = cells.flatMap(({ cell, records }) =>
    records.map((record) => ({ record, labels: { ...cell.labels, seed: record.config.seed } }))
  );
  const valueOf = ({ record, labels }: LabelledRun, key: string) =>
    key === "runId" ? record.runId : (labels as Labels)[key];
  let picked = all;
  for (const [key, value] of Object.entries(label(where))) {
    const left = picked.filter((run) => valueOf(run, key) === value);
    if (left.length === 0) {
      const known = distinct(picked.flatMap((run) => valueOf(run, key) ?? []), key);
      const keys = Object.keys(all[0]?.labels ?? {}).join(", ");
      throw new UsageError(
        `Cannot pick runs: no run has ${key} "${value}": ` +
          (known.length === 0 ? `runs have ${keys}, runId` : `there are ${listed(known)}`),
      );
    }
    picked = left;
  }
  if (picked.length === 0) throw new UsageError("Cannot pick runs: no run is there");
  return picked;
}

/** Most values that an error names. */
const LISTED = 12;

function listed(values: readonly (string | number)[]): string {
  const rest = values.length - LISTED;
  return values.slice(0, LISTED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
