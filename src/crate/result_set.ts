/**
 * What one archive is about: several results, cited together.
 *
 * @module
 */
import { hashValue } from "../core/hash.ts";
import type { RunRecord } from "../lab/run.ts";
import type { Failure } from "../lab/select.ts";
import { allRuns, resultId } from "../report/cite.ts";
import type { ShownResult } from "../report/view.ts";
import type { Author } from "./author.ts";
import type { Kit } from "./citation_file.ts";

/** Results of one tier, or one comparison, with who made them. */
export interface ResultSet {
  /** At least one, each with at least one run. */
  readonly results: readonly ShownResult[];
  /** Runs of theirs that left the finite numbers and have no record. */
  readonly diverged: readonly Failure[];
  /** Whether they are all that the tier has. */
  readonly isWhole: boolean;
  /** Who made the runs; may be empty, since no record says. */
  readonly authors: readonly Author[];
  /** SPDX identifier of the licence of the results. */
  readonly license: string;
  readonly kit: Kit;
}

/** Id of a set, such as `mini-3f9a1c2e`; machines with the same numbers get the same one. */
export function setId(results: readonly ShownResult[]): string {
  return `${results[0]!.tier.name}-${hashValue(results.map(resultId).sort()).slice(0, 8)}`;
}

/** All runs of the set, each once, by id. */
export function runsOf(results: readonly ShownResult[]): RunRecord[] {
  const runs = new Map(results.flatMap(allRuns).map((record) => [record.runId, record]));
  return [...runs.values()].sort((a, b) => a.runId < b.runId ? -1 : 1);
}

/** When the newest of its runs was finished: the date of the set, however often it is packed. */
export function finishedAt(runs: readonly RunRecord[]): Date {
  return new Date(runs.map(({ provenance }) => provenance.finishedAt).sort().at(-1)!);
}

/** `Mini T5, synthetic tasks` */
export function settingOf([result]: readonly ShownResult[]): string {
  const { tier } = result!;
  return tier.name === "own" ? tier.title : `tier ${tier.name} (${tier.title})`;
}
