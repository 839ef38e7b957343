/**
 * A comparison of one's own without its runs: which cells there are, and which runs each is made of.
 *
 * A tier's cells are declared in `experiments/`; those of a comparison were typed. Its outline stands
 * beside its table, so that everything can be rendered again from the folder alone, wherever it is.
 *
 * @module
 */
import type { Candidate, CellResult, OwnSetting } from "../lab/experiment.ts";
import { withNamesAlone } from "../lab/own_files.ts";
import type { RunRecord } from "../lab/run.ts";
import type { ShownResult } from "./view.ts";

/** Ids in the place of records. */
type Named<T> = Omit<T, "records"> & { readonly runs: readonly string[] };

/** What the file holds. */
export interface Outline {
  readonly setting: OwnSetting;
  readonly cells: readonly (Omit<Named<CellResult>, "candidates"> & {
    readonly candidates: readonly Named<Candidate>[];
  })[];
}

/** The outline of a result as JSON, without places of this machine. */
export function toOutline({ tier, cells }: ShownResult): string {
  const { name, title, dataTitle } = tier;
  const outline = {
    setting: { name, title, dataTitle },
    cells: cells.map(({ cell, config, candidates, records, missing }) => ({
      cell: withNamesAlone(cell),
      config: config && withNamesAlone(config),
      candidates: candidates.map(({ config, records, diverged, devScore }) => ({
        config: withNamesAlone(config),
        runs: records.map(({ runId }) => runId),
        diverged,
        devScore,
      })),
      runs: records.map(({ runId }) => runId),
      missing,
    })),
  };
  return JSON.stringify(outline, null, 1) + "\n";
}

/**
 * Puts the runs back.
 *
 * @throws {RangeError} if one is not there; names it
 */
export function fillOutline(
  { cells }: Outline,
  records: ReadonlyMap<string, RunRecord>,
): CellResult[] {
  const recordOf = (runId: string) => {
    const record = records.get(runId);
    if (record === undefined) throw new RangeError(`there is no run "${runId}"`);
    return record;
  };
  return cells.map(({ runs, candidates, ...cell }) => ({
    ...cell,
    records: runs.map(recordOf),
    candidates: candidates.map(({ runs, ...candidate }) => ({
      ...candidate,
      records: runs.map(recordOf),
    })),
  }));
}
