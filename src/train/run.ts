/**
 * One run: a method trained on a task, scored on dev and test.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import { Rng } from "../core/rng.ts";
import type { EngineReport, Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { Cost, Evaluation, Outcome, RunConfig } from "../lab/run.ts";
import type { Model } from "../models/model.ts";
import { OPTIMIZERS } from "../nn/optim/mod.ts";
import { scheduleFactor } from "../nn/optim/schedule.ts";
import {
  type Adapter,
  adapterOf,
  countNumbers,
  disposeAdapter,
  foldAdapter,
  initAdapter,
} from "./adapter.ts";
import { drawBatches, inputTensors, padIds, targetTensors } from "./batches.ts";
import type { RunData } from "./data.ts";
import { type EncodedExample, encodeExamples } from "./encode.ts";
import { checkAnswering, scoreExamples } from "./evaluate.ts";
import { classesOf } from "./head.ts";
import { inputLimit, type LoadedModel } from "./load.ts";
import { initialState } from "./programs.ts";
import { runSteps } from "./steps.ts";
import type { Workbench } from "./workbench.ts";

/** How a run reports and is stopped. */
export interface RunHooks {
  readonly signal?: AbortSignal;
  readonly progress?: (at: { step: number; steps: number; loss: number }) => void;
}

/** What a run gives back. */
export interface RunResult {
  readonly outcome: Outcome;
  readonly cost: Cost;
  readonly hashes: { readonly weights: string; readonly data: string };
  readonly engine: EngineReport;
}

/** A finished training: the folded adapter, which the caller owns, and what was seen on the way. */
export interface Trained {
  readonly adapter: Adapter;
  readonly series: readonly Evaluation[];
  readonly losses: readonly number[];
  readonly trainedParameters: number;
}

/** A run whose adapter is kept: folded, and owned by the caller. */
export interface KeptRun extends RunResult {
  readonly adapter: Adapter;
  readonly loaded: LoadedModel;
}

/**
 * Executes a run.
 *
 * @throws {NonFiniteLoss} if training diverges
 * @throws {RunInterrupted} if the signal is aborted
 */
export async function executeRun(
  workbench: Workbench,
  config: RunConfig,
  hooks: RunHooks = {},
): Promise<RunResult> {
  const { adapter, loaded: _, ...result } = await executeAndKeep(workbench, config, hooks);
  disposeAdapter(adapter);
  return result;
}

/** Executes a run and keeps its adapter; see {@linkcode executeRun}. */
export async function executeAndKeep(
  workbench: Workbench,
  config: RunConfig,
  hooks: RunHooks = {},
): Promise<KeptRun> {
  const begin = performance.now();
  const loaded = await workbench.model(config.model);
  const data = await workbench.data(config);
  checkAnswering(config.answering, data.task);
  const trainBegin = performance.now();
  const trained = await trainAdapter(workbench, loaded, data, config, hooks);
  const trainSeconds = (performance.now() - trainBegin) / 1000;
  const { adapter, series, losses, trainedParameters } = trained;
  try {
    const score = (split: "dev" | "test") =>
      scoreExamples({ workbench, loaded, adapter }, config.answering, data.task, data[split]);
    const outcome: Outcome = {
      dev: score("dev"),
      test: score("test"),
      series,
      losses,
      trainedParameters,
      storedParameters: countNumbers(adapter),
      counts: { train: data.train.length, dev: data.dev.length, test: data.test.length },
    };
    const wallSeconds = (performance.now() - begin) / 1000;
    return {
      outcome,
      cost: { wallSeconds, trainSeconds, peakBytes: Deno.memoryUsage().rss },
      hashes: { weights: loaded.hash, data: data.hash },
      engine: workbench.session.report,
      adapter,
      loaded,
    };
  } catch (error) {
    disposeAdapter(adapter);
    throw error;
  }
}

/** Trains an adapter; see {@linkcode executeRun}. */
export async function trainAdapter(
  workbench: Workbench,
  loaded: LoadedModel,
  data: RunData,
  config: RunConfig,
  hooks: RunHooks,
): Promise<Trained> {
  const { model, tokenizer } = loaded;
  const { training } = config;
  const rng = new Rng(`run ${config.seed}`);
  const optimizer = lookUp(OPTIMIZERS, training.optimizer, "optimizer");
  const classes = model.kind === "classifier"
    ? { classes: classesOf(data.task.name, [...data.train, ...data.dev, ...data.test]) }
    : {};
  const start = initAdapter(model, config.method, config.methodConfig, {
    rng: rng.fork("init"),
    encode: tokenizer.words,
    ...classes,
  });
  const { weightDecay, clipNorm, dropout } = training;
  const program = workbench.training(config, {
    model,
    adapter: start,
    optimizer,
    weightDecay,
    clipNorm,
    dropout,
  });
  const limit = inputLimit(loaded, start.config);
  const examples = encodeExamples(data.train, tokenizer, limit, start.classes);
  const next = batchSource(model, examples, training.batchSize, rng.fork("order"), limit);
  const seeds = rng.fork("dropout");
  const watch = new Watch(config, (state) => {
    const folded = foldAdapter(adapterOf(start, state));
    try {
      const adapted = { workbench, loaded, adapter: folded };
      return scoreExamples(adapted, config.answering, data.task, data.dev).score;
    } finally {
      disposeAdapter(folded);
    }
  });
  const trainedParameters = countNumbers(start);
  try {
    const state = await runSteps(program, initialState(start, optimizer), next, {
      steps: training.steps,
      learningRate: (step) =>
        training.learningRate * scheduleFactor(training.schedule, step, {
          warmupSteps: training.warmupSteps,
          totalSteps: training.steps,
        }),
      seed: () => seeds.seed(),
      ...(hooks.signal ? { signal: hooks.signal } : {}),
      afterStep(step, loss, state) {
        watch.afterStep(step, loss, adapterState(state));
        hooks.progress?.({ step, steps: training.steps, loss });
      },
    });
    const adapter = foldAdapter(adapterOf(start, watch.best ?? adapterState(state)));
    tf.dispose(Object.values(state));
    return { adapter, series: watch.series, losses: watch.losses, trainedParameters };
  } finally {
    watch.dispose();
  }
}

/** The part of the training state that is the adapter. */
function adapterState(state: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => !name.startsWith("optimizer/")),
  );
}

/** Watches a training: its losses, its evaluations on dev, its best parameters. */
class Watch {
  readonly losses: number[] = [];
  readonly series: Evaluation[] = [];
  /** Parameters of the best evaluation, if those are to be kept. */
  best: Tensors | undefined;
  #bestDev = -Infinity;
  #since = 0;

  constructor(
    private readonly config: RunConfig,
    private readonly evaluate: (state: Tensors) => number,
  ) {}

  afterStep(step: number, loss: number, state: Tensors): void {
    this.losses.push(loss);
    const { evaluateEvery, keep, steps } = this.config.training;
    if (evaluateEvery === null || (step % evaluateEvery !== 0 && step !== steps)) return;
    const recent = this.losses.slice(this.#since);
    this.#since = this.losses.length;
    const dev = this.evaluate(state);
    const trainLoss = recent.reduce((sum, x) => sum + x, 0) / recent.length;
    this.series.push({ step, trainLoss, dev });
    if (keep !== "best" || dev <= this.#bestDev) return;
    this.dispose();
    this.#bestDev = dev;
    this.best = Object.fromEntries(
      Object.entries(state).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
    );
  }

  dispose(): void {
    if (this.best) tf.dispose(Object.values(this.best));
    this.best = undefined;
  }
}

/**
 * Makes the tensors of one batch after another.
 *
 * @param most tokens beyond which no input is padded
 */
export function batchSource(
  model: Model,
  examples: readonly EncodedExample[],
  batchSize: number,
  rng: Rng,
  most: number = Infinity,
): () => Tensors {
  const lengths = examples.map(({ inputIds }) => inputIds.length);
  const batches = drawBatches(lengths, batchSize, rng);
  const longest = Math.max(...examples.map(({ targetIds }) => targetIds.length));
  const { pad } = model.tokens;
  const targets = (ids: readonly (readonly number[])[]) =>
    model.kind === "classifier"
      ? { targetIds: padIds(ids, pad) }
      : targetTensors(ids, { pad, start: model.decoderStart }, longest);
  return () => {
    const batch = batches.next().value.map((i) => examples[i]!);
    return {
      ...inputTensors(batch, pad, batch.length, most),
      ...targets(batch.map(({ targetIds }) => targetIds)),
    };
  };
}
