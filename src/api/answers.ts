/**
 * What a finished run answered to each test example.
 *
 * @module
 */
import { resultsFolder } from "../assembly/assemble.ts";
import { findRecord } from "../assembly/find_record.ts";
import { checkOptions } from "../core/options.ts";
import type { Prediction } from "../jobs/predictions.ts";
import { recordedPredictions } from "../jobs/recorded.ts";
import { locateFiles } from "../lab/own_files.ts";
import type { RunRecord } from "../lab/run.ts";
import { ANSWERS } from "./option_kinds.ts";

/** Where a run and its files are. */
export interface AnswersOptions {
  /** Folder in which an id is looked up; absent: `KIT_RESULTS`, else `results/` of the repository. */
  readonly results?: string;
  /** Folder of the file of rows, if it is not where it was; absent: where it was. */
  readonly files?: string;
}

/**
 * Puts the answers of a finished run beside the examples, in order; nothing is computed again.
 *
 * @param run its record, its id, or the path of its file
 * @throws {UsageError} if there is no such run, or its rows are no longer there
 *
 * @example
 * ```ts
 * const rows = await answers("mini.prompt.rte.seed0-1a2b3c4d");
 * rows.filter(({ right }) => !right);
 * ```
 */
export async function answers(
  run: RunRecord | string,
  options: AnswersOptions = {},
): Promise<Prediction[]> {
  checkOptions("answers", options, ANSWERS);
  const { results = resultsFolder(), files } = options;
  const record = typeof run === "string" ? await findRecord(run, results) : run;
  return await recordedPredictions({ ...record, config: locateFiles(record.config, files) });
}
