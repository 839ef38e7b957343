/**
 * Training: from a fresh adapter, or a checkpoint, to the folded one.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { hashValue } from "../core/hash.ts";
import { lookUp } from "../core/registry.ts";
import { Rng } from "../core/rng.ts";
import type { Compiled, Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { CheckpointPlace, StepProgress } from "../lab/executor.ts";
import { withoutPlaces } from "../lab/own_files.ts";
import type { Evaluation, RunConfig } from "../lab/run.ts";
import { OPTIMIZERS } from "../nn/optim/mod.ts";
import { scheduleFactor } from "../nn/optim/schedule.ts";
import type { Answers } from "../tasks/judge.ts";
import {
  type Adapter,
  adapterOf,
  countNumbers,
  disposeAdapter,
  foldAdapter,
  trainedTensors,
} from "./adapter.ts";
import { answerWatcher } from "./answer_watcher.ts";
import { batchSource } from "./batches.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { RunData } from "./data.ts";
import { encodeOnce } from "./encode.ts";
import { type AdaptedModel, answeringTexts, countToAnswer, scoringSplits } from "./evaluate.ts";
import { checkLikelihoods, checkParameters } from "./finite.ts";
import { inputRule } from "./input_rule.ts";
import { Keeper } from "./keeper.ts";
import type { LoadedModel } from "./load.ts";
import { Pace } from "./pace.ts";
import { checkTrainable } from "./precision.ts";
import { adapterPart, type AnyOptimizer, initialState } from "./programs.ts";
import { startingAdapter } from "./starting_adapter.ts";
import { runSteps } from "./steps.ts";
import { finishWatched, type Stepwise } from "./stepwise.ts";
import type { Scored } from "./verdicts.ts";
import { Watch } from "./watch.ts";
import type { Workbench } from "./workbench.ts";

/** How a training reports, is stopped, and is kept. */
export interface TrainingHooks {
  readonly signal?: AbortSignal;
  readonly progress?: (at: StepProgress) => void;
  /** Where the training is kept while it goes on; absent: nowhere. */
  readonly checkpoint?: CheckpointPlace;
  /** Whether the last step is kept too, as what follows it may fail. */
  readonly keepsEnd?: boolean;
  /** Takes sentences for the reader. */
  readonly notice?: (line: string) => void;
}

/** What is trained on what. */
export interface TrainingSetting {
  readonly workbench: Workbench;
  readonly loaded: LoadedModel;
  readonly data: RunData;
  readonly config: RunConfig;
}

/** A finished training: the folded adapter, which the caller owns, and what was seen on the way. */
export interface Trained {
  readonly adapter: Adapter;
  readonly series: readonly Evaluation[];
  readonly losses: readonly number[];
  /** What was answered on dev at each evaluation. */
  readonly evaluations: readonly Answers[];
  /** Step of the evaluation whose parameters were kept. */
  readonly keptStep: number;
  /** Scores at the last step, where a protocol asks for them and another step was kept. */
  readonly last: Scored | undefined;
  readonly trainedParameters: number;
  /** Seconds of training, in this process and in those before it that were stopped. */
  readonly seconds: number;
  readonly secondsBefore: number;
  /** Steps after which the training had been stopped. */
  readonly stops: readonly number[];
}

/**
 * Trains an adapter, or goes on with the training that a checkpoint holds: the result is the same,
 * to the bit where engine and processor are.
 *
 * @throws {NonFiniteLoss} if training diverges
 * @throws {RunInterrupted} if the signal is aborted
 */
export async function trainAdapter(
  setting: TrainingSetting,
  hooks: TrainingHooks = {},
): Promise<Trained> {
  checkTrainable(setting.loaded, setting.config);
  const keeper = openKeeper(setting, hooks);
  const start = await startingAdapter(setting, initStream(setting.config));
  const training = new Training(setting, hooks, start, keeper, await keeper?.find());
  try {
    return await training.run();
  } finally {
    training.dispose();
  }
}

function openKeeper(setting: TrainingSetting, hooks: TrainingHooks): Keeper | undefined {
  const { checkpoint, notice = () => {} } = hooks;
  if (checkpoint === undefined) return undefined;
  const { task, method } = setting.config;
  const named = (line: string) => notice(`${task} ${method}: ${line}`);
  return new Keeper(checkpoint, hashTraining(setting, checkpoint.code), named);
}

/** Hash of all that decides a training, wherever its files are, but for the processor. */
function hashTraining({ workbench, loaded, data, config }: TrainingSetting, code: string): string {
  const { engine, jit, threads, versions } = workbench.session.report;
  const [weights, rows] = [loaded.hash, data.hash];
  const decides = { config: withoutPlaces(config), code, weights, rows };
  return hashValue({ ...decides, engine: { engine, jit, threads, versions } });
}

/** One training, from its first step in this process to its end. */
class Training {
  readonly #optimizer: AnyOptimizer;
  readonly #rng: Rng;
  readonly #watch: Watch;
  readonly #stops: readonly number[];
  readonly #begin = performance.now();
  readonly #pace: Pace;
  #secondsLeft: number | null = null;

  constructor(
    private readonly setting: TrainingSetting,
    private readonly hooks: TrainingHooks,
    /** Its tensors go into the first state, and names and shapes remain. */
    private readonly start: Adapter,
    private readonly keeper: Keeper | undefined,
    private readonly before: Checkpoint | undefined,
  ) {
    const { data, config } = setting;
    this.#optimizer = lookUp(OPTIMIZERS, config.training.optimizer, "optimizer");
    this.#rng = streamOf(config);
    this.#pace = new Pace(config.training.steps);
    this.#watch = new Watch(
      config,
      (step, params) =>
        this.#askAdapter(
          params,
          (adapted) => answeringTexts(adapted, config.answering, data.task, data.dev),
          { step, total: data.dev.length },
        ),
      (answers) => data.task.score(data.dev, answers).score,
      before?.seen,
    );
    this.#stops = before ? [...before.stops, before.step] : [];
  }

  async run(): Promise<Trained> {
    const trainedParameters = countNumbers(trainedTensors(this.start));
    const state = trainedParameters > 0 ? await this.#makeSteps() : this.#firstState();
    const { series, losses, evaluations, best } = this.#watch;
    const params = adapterPart(state);
    const { steps } = this.setting.config.training;
    const keptStep = best?.step ?? steps;
    try {
      checkParameters(keptStep, best?.params ?? params);
      const last = keptStep === steps ? undefined : await this.#scoreLast(params);
      return {
        adapter: foldAdapter(adapterOf(this.start, best?.params ?? params)),
        series,
        losses,
        evaluations,
        keptStep,
        last,
        trainedParameters,
        seconds: this.#seconds,
        secondsBefore: this.before?.seconds ?? 0,
        stops: this.#stops,
      };
    } finally {
      tf.dispose(Object.values(state));
    }
  }

  /** Lets go of all that is not gone yet: a training may end before its first step. */
  dispose(): void {
    this.#watch.dispose();
    disposeAdapter(this.start);
    tf.dispose(Object.values(this.before?.state ?? {}));
  }

  get #seconds(): number {
    return (this.before?.seconds ?? 0) + (performance.now() - this.#begin) / 1000;
  }

  /** Makes the steps that are left; the caller owns the state. */
  async #makeSteps(): Promise<Tensors> {
    const { steps, learningRate, schedule, warmupSteps } = this.setting.config.training;
    const program = this.#compile();
    const from = this.before?.step ?? 0;
    const seeds = this.#rng.fork("dropout");
    for (let step = 0; step < from; step++) seeds.seed();
    const batches = this.#batches(from); // first, as the state has an owner once the steps begin
    // a stop in the middle of an evaluation left it to be made
    if (this.before) await this.#watch.evaluate(from, adapterPart(this.before.state));
    return await runSteps(program, this.#firstState(), batches, {
      steps,
      from,
      learningRate: (step) =>
        learningRate * scheduleFactor(schedule, step, { warmupSteps, totalSteps: steps }),
      seed: () => seeds.seed(),
      ...given({ signal: this.hooks.signal }),
      afterStep: (step, loss, state) => this.#afterStep(step, loss, state),
      beforeStop: (step, state) => this.#keepLast(step, state),
    });
  }

  #compile(): Compiled {
    const { workbench, loaded, config } = this.setting;
    const { weightDecay, clipNorm, dropout } = config.training;
    return workbench.training(config, {
      model: loaded.model,
      adapter: this.start,
      optimizer: this.#optimizer,
      weightDecay,
      clipNorm,
      dropout,
    });
  }

  async #afterStep(step: number, loss: number, state: Tensors): Promise<void> {
    const { steps } = this.setting.config.training;
    await this.#watch.afterStep(step, loss, adapterPart(state)).catch(async (error) => {
      if (error instanceof RunInterrupted) await this.#keepLast(step, state);
      throw error;
    });
    this.#secondsLeft = this.#pace.secondsLeft(step);
    this.hooks.progress?.({ step, steps, loss, secondsLeft: this.#secondsLeft });
    const isDue = step < steps ? this.keeper?.isDue : this.hooks.keepsEnd;
    if (isDue) await this.keeper?.keep(this.#checkpoint(step, state));
  }

  async #keepLast(step: number, state: Tensors): Promise<void> {
    await this.keeper?.keepLast(this.#checkpoint(step, state));
  }

  #firstState(): Tensors {
    if (this.before === undefined) return initialState(this.start, this.#optimizer);
    disposeAdapter(this.start);
    return this.before.state;
  }

  /** The batches that are left. */
  #batches(from: number): () => Tensors {
    const { loaded, data, config } = this.setting;
    const rule = inputRule(loaded, this.start.config, data.protocol);
    const { notice = () => {} } = this.hooks;
    const named = (line: string) => notice(`${config.task} ${config.method}: ${line}`);
    const examples = encodeOnce(data.train, loaded, rule, this.start.classes, named);
    const { batchSize } = config.training;
    const order = this.#rng.fork("order");
    return batchSource(loaded.model, examples, batchSize, order, rule.tokens, from);
  }

  #checkpoint(step: number, state: Tensors): Checkpoint {
    return { step, state, seen: this.#watch, seconds: this.#seconds, stops: this.#stops };
  }

  /** Scores of the last parameters, where a protocol asks for them. */
  async #scoreLast(params: Tensors): Promise<Scored | undefined> {
    const { data, config } = this.setting;
    if (!data.protocol?.select.includes("last") || data.test === data.dev) return undefined;
    const { steps } = config.training;
    const answers = this.#watch.evaluations.at(-1)?.answers;
    const { dev, test } = await this.#askAdapter(
      params,
      (adapted) => scoringSplits(adapted, config.answering, data, answers),
      { step: steps, total: countToAnswer(data, answers) },
    );
    return { step: steps, dev, test };
  }

  /**
   * Does work with the folded adapter of these parameters; a stop is heard between its steps.
   *
   * @param step after which the work is done
   * @param total examples that it answers
   */
  async #askAdapter<T>(
    params: Tensors,
    work: (adapted: AdaptedModel) => Stepwise<T>,
    { step, total }: { readonly step: number; readonly total: number },
  ): Promise<T> {
    const { workbench, loaded, data, config } = this.setting;
    const { steps } = config.training;
    const loss = this.#watch.losses.at(-1) ?? null;
    const at = { step, steps, loss, secondsLeft: this.#secondsLeft };
    const adapter = foldAdapter(adapterOf(this.start, params));
    const inspect = checkLikelihoods.bind(undefined, step);
    const adapted = { workbench, loaded, adapter, protocol: data.protocol, inspect };
    try {
      return await finishWatched(work(adapted), answerWatcher(this.hooks, at, total));
    } finally {
      disposeAdapter(adapter);
    }
  }
}

/** The stream of a run's first parameters. */
export function initStream(run: Pick<RunConfig, "task" | "seed">): Rng {
  return streamOf(run).fork("init");
}

/** A stream for each task: seeds are repeated draws only if tasks do not share them. */
function streamOf({ task, seed }: Pick<RunConfig, "task" | "seed">): Rng {
  return new Rng(`run ${task} ${seed}`);
}
