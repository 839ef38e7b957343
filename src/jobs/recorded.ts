/**
 * The answers that a record holds, beside the examples that they were given to.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { unpackAnswers } from "../lab/given_answers.ts";
import type { RunRecord } from "../lab/run.ts";
import { loadRunData } from "../train/data.ts";
import { openRows } from "../train/rows.ts";
import { type Prediction, predictionsOf } from "./predictions.ts";

/**
 * Reads the test rows of a run again and puts its answers beside them; nothing is computed.
 *
 * @throws {UsageError} if the record holds no answers, or the rows are no longer those of the run
 */
export async function recordedPredictions(
  { runId, config, outcome: { answers }, provenance: { hashes } }: RunRecord,
): Promise<Prediction[]> {
  if (answers === undefined) {
    throw new UsageError(
      `Cannot show the answers of "${runId}": its record was made before answers were stored: ` +
        "repeat the run with deno task verify",
    );
  }
  const { task, test, hash } = await loadRunData(config, openRows);
  if (hash !== hashes.data) {
    throw new UsageError(
      `Cannot show the answers of "${runId}": the rows of "${config.data}" have changed since the run`,
    );
  }
  return predictionsOf(task, test, unpackAnswers(answers));
}
