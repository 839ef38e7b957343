/**
 * Whether a model has tokens for what it is to read and write, looked at before anything trains.
 *
 * @module
 */
import type { RunConfig } from "../lab/run.ts";
import { answerNotices } from "./answer_notices.ts";
import type { RunData } from "./data.ts";
import type { LoadedModel } from "./load.ts";
import { checkTargetLengths } from "./target_length.ts";
import { checkTargets, unknownNotice } from "./unknown_tokens.ts";

/** What was looked at in this process: what there is to say of it is said once. */
const CHECKED = new WeakMap<LoadedModel, WeakSet<RunData>>();

/**
 * Checks the examples of a run, the first time that a model is to read them.
 *
 * @param notice takes sentences about what the model can hardly read
 * @throws {UsageError} if the model cannot write a target
 */
export function checkReadable(
  loaded: LoadedModel,
  data: RunData,
  run: Pick<RunConfig, "data" | "answering">,
  notice: (line: string) => void,
): void {
  const checked = CHECKED.get(loaded) ?? new WeakSet();
  if (checked.has(data)) return;
  const { task, train, dev, test } = data;
  if (loaded.model.kind === "seq2seq") {
    const all = [...train, ...dev, ...test];
    checkTargetLengths(loaded, run.data, all);
    checkTargets(loaded, task, all);
  }
  const strange = unknownNotice(loaded, train.map(({ input }) => input));
  if (strange !== undefined) notice(strange);
  answerNotices(loaded, run.answering, [...dev, ...test]).forEach(notice);
  CHECKED.set(loaded, checked.add(data));
}
