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
import type { Answers } from "../tasks/judge.ts";
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
import { type AdaptedModel, answerTexts, checkAnswering, scoreExamples } from "./evaluate.ts";
import { classesOf } from "./head.ts";
import { inputRule, type LoadedModel } from "./load.ts";
import { checkTrainable } from "./precision.ts";
import { initialState } from "./programs.ts";
import { runSteps } from "./steps.ts";
import { type Scored, verdictsOf } from "./verdicts.ts";
import { Watch } from "./watch.ts";
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
  /** What was answered on dev at each evaluation. */
  readonly evaluations: readonly Answers[];
  /** Step of the evaluation whose parameters were kept. */
  readonly keptStep: number;
  /** Scores at the last step, where a protocol asks for them and another step was kept. */
  readonly last: Scored | undefined;
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
  const { precision } = config.training;
  const loaded = await workbench.model(config.model, precision);
  const data = await workbench.data(config);
  checkAnswering(config.answering, data.task);
  const trainBegin = performance.now();
  const trained = await trainAdapter(workbench, loaded, data, config, hooks);
  const trainSeconds = (performance.now() - trainBegin) / 1000;
  const { adapter, series, losses, trainedParameters } = trained;
  try {
    const kept = scoreSplits({ workbench, loaded, adapter, protocol: data.protocol }, config, data);
    const outcome: Outcome = {
      ...kept,
      ...judgeTraining(trained, kept, config, data),
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

/** Scores on dev and test, which may be the same rows. */
function scoreSplits(adapted: AdaptedModel, { answering }: RunConfig, data: RunData) {
  const dev = scoreExamples(adapted, answering, data.task, data.dev);
  if (data.test === data.dev) return { dev, test: dev };
  return { dev, test: scoreExamples(adapted, answering, data.task, data.test) };
}

/** What protocols report; nothing where the run has none. */
function judgeTraining(
  { evaluations, keptStep, last }: Trained,
  kept: Omit<Scored, "step">,
  { training }: RunConfig,
  data: RunData,
): Pick<Outcome, "verdicts"> {
  const { protocol } = data;
  if (protocol === undefined) return {};
  const scored = { step: keptStep, ...kept };
  const isLast = keptStep === training.steps;
  const verdicts = verdictsOf({
    protocol,
    data,
    evaluations,
    scored: {
      ...(training.keep === "best" && evaluations.length > 0 ? { best: scored } : {}),
      ...(isLast ? { last: scored } : last ? { last } : {}),
    },
  });
  return { verdicts };
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
  checkTrainable(loaded, config);
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
  const rule = inputRule(loaded, start.config, data.protocol);
  const examples = encodeExamples(data.train, tokenizer, rule, start.classes);
  const next = batchSource(model, examples, training.batchSize, rng.fork("order"), rule.tokens);
  const seeds = rng.fork("dropout");
  const withState = <T>(state: Tensors, work: (adapted: AdaptedModel) => T): T => {
    const folded = foldAdapter(adapterOf(start, state));
    try {
      return work({ workbench, loaded, adapter: folded, protocol: data.protocol });
    } finally {
      disposeAdapter(folded);
    }
  };
  const watch = new Watch(
    config,
    (state) =>
      withState(state, (adapted) => answerTexts(adapted, config.answering, data.task, data.dev)),
    (answers) => data.task.score(data.dev, answers).score,
  );
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
    const keptStep = watch.best ? watch.bestStep : training.steps;
    const wantsLast = data.protocol?.select.includes("last") && data.test !== data.dev;
    const last = wantsLast && keptStep !== training.steps
      ? withState(adapterState(state), (adapted) => scoreSplits(adapted, config, data))
      : undefined;
    const adapter = foldAdapter(adapterOf(start, watch.best ?? adapterState(state)));
    tf.dispose(Object.values(state));
    return {
      adapter,
      series: watch.series,
      losses: watch.losses,
      evaluations: watch.evaluations,
      keptStep,
      last: last && { step: training.steps, ...last },
      trainedParameters,
    };
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
