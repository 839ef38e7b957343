/**
 * Single jobs for people with data of their own: one training whose adapter is kept, one evaluation,
 * likelihoods of given targets.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { RunInterrupted, UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { isDiskFull } from "../core/space.ts";
import type { Cost, Outcome, RunConfig } from "../lab/run.ts";
import { readLines } from "../tasks/jsonl.ts";
import type { Row, Scores } from "../tasks/task.ts";
import { alone } from "./alone.ts";
import { disposeAdapter, noAdapter } from "./adapter.ts";
import { type AdapterFormat, TRAINING_FILE, trainingDataOf } from "./adapter_folder.ts";
import { answerNotices } from "./answer_notices.ts";
import { loadScoredData } from "./data.ts";
import {
  type AdaptedModel,
  answeringTexts,
  checkAnswering,
  classLikelihoods,
  targetLikelihoods,
} from "./evaluate.ts";
import { inputLimit } from "./load.ts";
import { loadAdapter } from "./load_adapter.ts";
import { predictionsOf } from "./predictions.ts";
import { Pace } from "./pace.ts";
import { checkReadable } from "./readable.ts";
import { checkRoom } from "./room.ts";
import { openRows } from "./rows.ts";
import { executeAndKeep } from "./run.ts";
import type {
  Evaluated,
  EvaluateRequest,
  ScoredLine,
  ScoreRequest,
  Scoring,
  SingleOptions,
  TrainRequest,
} from "./single_request.ts";
import { finishWatched, type Stepwise, type Watcher } from "./stepwise.ts";
import { checkTargetLength, checkTargetLengths } from "./target_length.ts";
import { unknownNotice } from "./unknown_tokens.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";
import { withAdapterFolder, writeAdapter } from "./write_adapter.ts";

/** What a training found. */
export interface TrainedSingle extends Outcome {
  /** Folder of the adapter. */
  readonly adapter: string;
  readonly format: AdapterFormat;
  readonly learningRate: number;
  /** Loss of the last step. */
  readonly lastLoss: number | null;
  readonly cost: Cost;
  readonly engine: string;
}

function open({ engine, jit, threads, notice }: SingleOptions): Promise<Workbench> {
  return openWorkbench({
    engine,
    notice,
    openSource: openRows,
    ...(jit === undefined ? {} : { jit }),
    ...(threads === undefined ? {} : { threads }),
  });
}

/**
 * Trains an adapter and saves it with its losses; the folder appears when all is done.
 *
 * @throws {UsageError} if the configuration, the data or the folder cannot be used, or another process
 * trains for the folder
 */
export async function trainSingle(request: TrainRequest): Promise<TrainedSingle> {
  const { config, out, signal, progress, notice, checkpoint } = request;
  const hooks = { signal, progress, notice, ...(checkpoint && { checkpoint, keepsEnd: true }) };
  const trainInto = async (folder: string) => {
    const workbench = await open(request);
    const loaded = await workbench.model(config.model, config.training.precision);
    checkReadable(loaded, await workbench.data(config), config, notice);
    await checkRoom(out, loaded.model.target.base, config);
    const run = await withFullBatches(workbench, config, notice);
    const kept = await executeAndKeep(workbench, run, hooks);
    const { adapter, outcome, cost, hashes, engine } = kept;
    const scores = { dev: outcome.dev, test: outcome.test } as { dev: Scores; test: Scores };
    const { series, losses } = outcome;
    const way = JSON.stringify({ run, series, losses, cost });
    const format = await orSayWhatIsKept(request, async () => {
      await Deno.writeTextFile(join(folder, TRAINING_FILE), way + "\n");
      return await writeAdapter(folder, adapter, loaded, { run, scores, hashes, engine });
    });
    disposeAdapter(adapter);
    const { learningRate } = run.training;
    const lastLoss = losses.at(-1) ?? null;
    const found = { ...outcome, lastLoss, cost, engine: engine.engine };
    return { adapter: out, format, learningRate, ...found };
  };
  const trained = await withAdapterFolder(out, (folder) => alone(out, () => trainInto(folder)));
  if (checkpoint) await Deno.remove(checkpoint.path).catch(() => {});
  return trained;
}

/**
 * Writes what was trained; where that fails, as on a full disk, says what is left of it.
 *
 * @throws {UsageError} with the path and the reason
 */
async function orSayWhatIsKept<T>(
  { out, checkpoint }: TrainRequest,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const isKept = checkpoint !== undefined && await isFile(checkpoint.path);
    const rest = isKept
      ? `: the training is saved in "${checkpoint.path}"; run the same command to resume`
      : "";
    throw new UsageError(`Cannot write "${out}": ${reasonOf(cause)}${rest}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return isDiskFull(message) ? "the disk is full" : message;
}

/** A batch is at most as large as the training set: a larger one would hold rows more than once. */
async function withFullBatches(
  workbench: Workbench,
  run: RunConfig,
  notice: (line: string) => void,
): Promise<RunConfig> {
  const { train: { length } } = await workbench.data(run);
  const { batchSize } = run.training;
  if (batchSize <= length) return run;
  notice(
    `Using batches of ${length}, as there are only ${length} examples (--batchSize is ${batchSize})`,
  );
  return { ...run, training: { ...run.training, batchSize: length } };
}

/** Opens a model with its adapter, if there is one. */
async function openAdapted(
  request: SingleOptions & { readonly model: string; readonly adapter?: string },
): Promise<AdaptedModel> {
  const workbench = await open(request);
  const loaded = await workbench.model(request.model);
  const folder = request.adapter;
  const adapter = folder === undefined ? noAdapter() : await loadAdapter(folder, loaded);
  if (request.signal.aborted) throw new RunInterrupted("Stopped on request");
  return { workbench, loaded, adapter };
}

/**
 * Scores a model on a split of a task.
 *
 * @throws {UsageError} if the adapter, the data or the way of answering cannot be used
 */
export async function evaluateSingle(request: EvaluateRequest): Promise<Evaluated> {
  const { answering, examples: most, notice } = request;
  const wanted = request.split ?? await splitOfTraining(request);
  const opened = await openAdapted(request);
  const { task, protocol, split, examples } = await loadScoredData(request, wanted, most, openRows);
  checkAnswering(answering, task);
  if (opened.loaded.model.kind === "seq2seq") {
    checkTargetLengths(opened.loaded, request.data, examples);
  }
  const strange = unknownNotice(opened.loaded, examples.map(({ input }) => input));
  if (strange !== undefined) notice(strange);
  const { loaded, adapter } = opened;
  answerNotices(loaded, answering, examples, adapter.classes).forEach(notice);
  const inspect = (likelihoods: readonly (readonly number[])[]) =>
    likelihoods.forEach((row, i) =>
      row.forEach((value) => checkLikelihood(`row ${i + 1} of ${split}`, value))
    );
  const work = answeringTexts({ ...opened, protocol, inspect }, answering, task, examples);
  const answers = await finishWatched(work, watcherOf(request, examples.length));
  const predictions = predictionsOf(task, examples, answers);
  return { scores: task.score(examples, answers), count: examples.length, split, predictions };
}

/** Tells of progress, by what is done of all examples. */
function watcherOf(
  { signal, progress = () => {} }: Pick<SingleOptions, "signal"> & Scoring,
  total: number,
): Watcher {
  const pace = new Pace(total);
  let done = 0;
  const finished = (count: number) => {
    done += count;
    progress({ done, total, secondsLeft: pace.secondsLeft(done) });
  };
  return { signal, finished };
}

/** Test, and a sentence about it, where the adapter was trained on the very file. */
async function splitOfTraining(
  { adapter, data, notice }: EvaluateRequest,
): Promise<"test" | undefined> {
  const trained = adapter === undefined ? undefined : await trainingDataOf(adapter);
  if (!data.endsWith(".jsonl") || trained === undefined) return undefined;
  if (resolve(trained) !== resolve(data)) return undefined;
  notice(
    `The adapter was trained on "${data}": scoring its test rows only (use --split to change this)`,
  );
  return "test";
}

/** One line of the input. */
interface Pair {
  readonly input: string;
  readonly target: string;
  /** File and line. */
  readonly place: string;
}

/**
 * Computes the log-likelihood of the target of each line, in their order.
 *
 * A classifier gives that of the class whose text the target is.
 *
 * @throws {UsageError} if a line is wrong, naming file and line
 */
export async function scoreSingle(request: ScoreRequest): Promise<ScoredLine[]> {
  const pairs: Pair[] = [];
  for await (const { row, line } of readLines(request.input)) {
    pairs.push(readPair(row, `${request.input}:${line}`));
  }
  if (pairs.length === 0) throw new UsageError(`Cannot score "${request.input}": it has no lines`);
  const adapted = await openAdapted(request);
  for (const pair of pairs) checkTargetLength(adapted.loaded, pair, pair.place);
  tellOfLongInputs(adapted, pairs, request.notice);
  const strange = unknownNotice(adapted.loaded, pairs.map(({ input }) => input));
  if (strange !== undefined) request.notice(strange);
  const watcher = watcherOf(request, pairs.length);
  const lines: ScoredLine[] = [];
  for (let start = 0; start < pairs.length; start += PIECE) {
    const piece = pairs.slice(start, start + PIECE);
    const scored = await finishWatched(scoring(adapted, piece), watcher);
    piece.forEach(({ place }, i) => checkLikelihood(place, scored[i]!.logLikelihood));
    request.found?.(scored);
    lines.push(...scored);
  }
  return lines;
}

/** Lines that are scored together, sorted by length, before they are handed out in their order. */
const PIECE = 1024;

function* scoring(adapted: AdaptedModel, pairs: readonly Pair[]): Stepwise<ScoredLine[]> {
  if (adapted.loaded.model.kind === "seq2seq") return yield* targetLikelihoods(adapted, pairs);
  const likelihoods = yield* classLikelihoods(adapted, pairs.map(({ input }) => input));
  return pairs.map(({ target, place }, i) => {
    const classes = adapted.adapter.classes!;
    const logLikelihood = likelihoods[i]![classes.indexOf(target)];
    if (logLikelihood !== undefined) return { logLikelihood, targetTokens: 1 };
    throw new UsageError(
      `Cannot read "${place}": "target" must be one of ${classes.join(", ")}: it is "${target}"`,
    );
  });
}

function checkLikelihood(place: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new UsageError(
    `Cannot score "${place}": a log-likelihood is ${value}: the model or its adapter is broken`,
  );
}

function readPair({ input, target }: Row, place: string): Pair {
  for (const [name, value] of Object.entries({ input, target })) {
    if (typeof value === "string") continue;
    throw new UsageError(
      `Cannot read "${place}": "${name}" must be a string: it is ${JSON.stringify(value)}`,
    );
  }
  return { input: input as string, target: target as string, place };
}

/** Says how many inputs are cut, as nothing else would show it. */
function tellOfLongInputs(
  { loaded, adapter }: AdaptedModel,
  pairs: readonly Pair[],
  notice: (line: string) => void,
): void {
  const limit = inputLimit(loaded, adapter.config);
  const { oneText, tokenizer } = loaded;
  const long = pairs.filter(({ input, target }) => {
    const behind = oneText ? tokenizer.encodeTarget(target, input).length : 0;
    return tokenizer.encode(input).length + behind > limit;
  });
  if (long.length === 0) return;
  const what = oneText ? "inputs with their targets" : "inputs";
  notice(`${long.length} of ${pairs.length} ${what} were truncated to ${limit} tokens`);
}
