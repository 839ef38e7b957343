/**
 * One evaluation for people with data of their own.
 *
 * @module
 */
import { resolve } from "node:path";
import { isAdapterFolder, readKit } from "../adapters/folder.ts";
import { isRowsFile } from "../lab/own_files.ts";
import { answerNotices } from "../train/answer_notices.ts";
import { loadRunData, loadScoredData, type ScoredSplit } from "../train/data.ts";
import { type AdaptedModel, answeringTexts, checkAnswering } from "../train/evaluate.ts";
import { checkLikelihood } from "../train/finite.ts";
import { openRows } from "../train/rows.ts";
import { finishWatched } from "../train/stepwise.ts";
import { checkTargetLengths } from "../train/target_length.ts";
import { unknownNotice } from "../train/unknown_tokens.ts";
import { predictionsOf } from "./predictions.ts";
import type { Evaluated, EvaluateRequest } from "./request.ts";
import { locateAdapter, watcherOf, withAdapted } from "./start.ts";

/**
 * Scores a model on a split of a task.
 *
 * @throws {UsageError} if the adapter, the data or the way of answering cannot be used
 */
export async function evaluateSingle(request: EvaluateRequest): Promise<Evaluated> {
  const located = await locateAdapter(request);
  const wanted = request.split ?? await splitOfTraining(located);
  return await withAdapted(located, (adapted) => evaluateOn(adapted, request, wanted));
}

async function evaluateOn(
  adapted: AdaptedModel,
  request: EvaluateRequest,
  wanted: ScoredSplit | undefined,
): Promise<Evaluated> {
  const { answering, examples: most, notice } = request;
  const { loaded, adapter } = adapted;
  const { task, protocol, split, examples } = await loadScoredData(request, wanted, most, openRows);
  checkAnswering(answering, task);
  if (loaded.model.kind === "seq2seq") checkTargetLengths(loaded, request.data, examples);
  const strange = unknownNotice(loaded, examples.map(({ input }) => input));
  if (strange !== undefined) notice(strange);
  answerNotices(loaded, answering, examples, adapter.classes).forEach(notice);
  const inspect = (likelihoods: readonly (readonly number[])[]) =>
    likelihoods.forEach((row, i) =>
      row.forEach((value) => checkLikelihood(`row ${i + 1} of ${split}`, value))
    );
  const work = answeringTexts({ ...adapted, protocol, inspect }, answering, task, examples);
  const answers = await finishWatched(work, watcherOf(request, examples.length));
  const predictions = predictionsOf(task, examples, answers);
  return { scores: task.score(examples, answers), count: examples.length, split, predictions };
}

/** Test, and a sentence about it, where the adapter was trained on the very file. */
async function splitOfTraining(
  { adapter, data, notice }: EvaluateRequest,
): Promise<"test" | undefined> {
  if (adapter === undefined || !isRowsFile(data)) return undefined;
  if (!await isAdapterFolder(adapter) || !await wasTrainedOn(adapter, data)) return undefined;
  notice(
    `The adapter was trained on "${data}": scoring its test rows only (use --split to change this)`,
  );
  return "test";
}

/** By the path of the file, or by its content: an adapter of the Hub tells no path. */
async function wasTrainedOn(adapter: string, data: string): Promise<boolean> {
  const { run, hashes } = await readKit(adapter);
  if (run.data === undefined || !isRowsFile(run.data)) return false;
  if (resolve(run.data) === resolve(data)) return true;
  const rows = await loadRunData({ ...run, data }, openRows).catch(() => undefined); // none to train on
  return rows?.hash === hashes.data;
}
