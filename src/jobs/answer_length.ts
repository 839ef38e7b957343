/**
 * How long a written answer may get where no target tells.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { LoadedModel } from "../train/load.ts";
import { mostTargetTokens } from "../train/target_length.ts";
import type { Writing } from "./predict_request.ts";

/** Tokens of free text, where nobody says how many. */
const FREE_TEXT = 64;

/**
 * Most tokens of a written answer, its end token included; undefined where the choices tell, or where
 * nothing is written.
 *
 * @param isFree whether an answer may be none of some choices
 * @throws {UsageError} if the model is not meant for so many, or does not write
 */
export function answerLength(
  loaded: Pick<LoadedModel, "id" | "maxLength" | "oneText"> & {
    readonly model: Pick<LoadedModel["model"], "kind">;
  },
  { answering, maxNewTokens }: Writing,
  isFree: boolean,
): number | undefined {
  const writes = answering === "generate" && loaded.model.kind === "seq2seq";
  const most = mostTargetTokens(loaded);
  if (maxNewTokens === undefined) return writes && isFree ? Math.min(FREE_TEXT, most) : undefined;
  if (writes && maxNewTokens <= most) return maxNewTokens;
  const reason = writes ? `an answer may have ${most}` : "it does not write its answers";
  throw new UsageError(
    `Cannot use maxNewTokens ${maxNewTokens} with "${loaded.id}": ${reason}`,
  );
}
