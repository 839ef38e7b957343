/**
 * Single trainings, evaluations and likelihoods from a program or a notebook.
 *
 * @module
 */
import { checkpointBeside } from "../assembly/checkpoint_place.ts";
import { checkTrainingFits, checkWeightsFit } from "../assembly/single_memory.ts";
import { completeRun, dataOf, guessNotice, type RunWords } from "../assembly/single_run.ts";
import { given } from "../core/given.ts";
import { checkOptions } from "../core/options.ts";
import type {
  Adapted,
  Evaluated,
  EvaluateRequest,
  ScoredLine,
  TrainedSingle,
} from "../jobs/request.ts";
import type { StepProgress } from "../lab/executor.ts";
import { jobOf, type JobOptions, withBar } from "./job.ts";
import { checkParts, EVALUATE, SCORE, TRAIN } from "./option_kinds.ts";

/** What is trained, and where its adapter is put. */
export interface TrainOptions extends Omit<RunWords, "initFrom">, JobOptions {
  /** Folder of the adapter. */
  readonly out: string;
  /**
   * Folder of an adapter, or its id of the Hub, whose prompt is the first prompt; absent: `methodConfig`
   * says what is.
   */
  readonly initFrom?: string;
  /** Is told of each step, and of each batch that an evaluation answers; absent: a notebook shows a bar. */
  readonly progress?: (at: StepProgress) => void;
}

/** What is scored. */
export interface EvaluateOptions
  extends Pick<RunWords, "task" | "data" | "protocol" | "answering">, JobOptions, Adapted {
  readonly split?: NonNullable<EvaluateRequest["split"]>;
  /** Most examples; absent: all. */
  readonly examples?: number;
}

/** Whose targets get a likelihood. */
export interface ScoreOptions extends JobOptions, Adapted {
  /** JSONL file of `input` and `target`. */
  readonly input: string;
}

/**
 * Trains one method on one task, or on a file of one's own, and saves the adapter. An interrupted training is
 * saved beside its folder; the same call resumes it.
 *
 * @throws {UsageError} if the words, the data or the folder cannot be used
 * @throws {RunInterrupted} if it was stopped
 *
 * @example
 * ```ts
 * const { losses, test } = await train({ model: "mini", task: "rte", out: "my_prompt" });
 * ```
 */
export async function train(options: TrainOptions): Promise<TrainedSingle> {
  checkOptions("train", options, TRAIN);
  checkParts(options);
  const { out, progress, initFrom, ...words } = options;
  const { pinAdapter } = await import("../train/initial_prompt.ts"); // loads tensors
  const job = jobOf(options);
  const pinned = initFrom === undefined
    ? undefined
    : await pinAdapter(initFrom, { notice: job.notice });
  const config = completeRun({ ...words, ...given({ initFrom: pinned }) });
  const guess = guessNotice(options);
  if (guess !== undefined) job.notice(guess);
  return await withBar(options.signal, async (bar, signal) => {
    await checkTrainingFits(config, job);
    const { trainSingle } = await import("../jobs/train.ts"); // loads an engine
    const watched = { signal, progress: progress ?? bar.showStep };
    const checkpoint = await checkpointBeside(out);
    return await trainSingle({ ...job, ...watched, config, out, checkpoint });
  });
}

/**
 * Scores a model, with or without an adapter.
 *
 * @throws {UsageError} if the adapter, the data or the way of answering cannot be used
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluated> {
  checkOptions("evaluate", options, EVALUATE);
  const { model, task, adapter, precision, split, ...how } = options;
  const { answering = "generate", examples = null } = how;
  const request = {
    ...jobOf(options),
    model,
    ...dataOf(model, task, options),
    ...given({ adapter, precision, split }),
    answering,
    examples,
  };
  return await withBar(options.signal, async (bar, signal) => {
    await checkWeightsFit(request, request);
    const { evaluateSingle } = await import("../jobs/evaluate.ts");
    return await evaluateSingle({ ...request, signal, progress: bar.showScored });
  });
}

/**
 * Computes the log-likelihood of the target of each line of a file, in their order.
 *
 * @throws {UsageError} if a line is wrong, naming file and line
 */
export async function score(options: ScoreOptions): Promise<ScoredLine[]> {
  checkOptions("score", options, SCORE);
  const { model, adapter, precision, input } = options;
  const request = { ...jobOf(options), model, input, ...given({ adapter, precision }) };
  return await withBar(options.signal, async (bar, signal) => {
    await checkWeightsFit(request, request);
    const { scoreSingle } = await import("../jobs/score.ts");
    return await scoreSingle({ ...request, signal, progress: bar.showScored });
  });
}
