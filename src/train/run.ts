/**
 * One run: a method trained on a task, scored on dev and test.
 *
 * @module
 */
import { peakMemory } from "../core/peak_memory.ts";
import type { EngineReport } from "../engine/engine.ts";
import { packAnswers } from "../lab/given_answers.ts";
import { isOwnRows } from "../lab/own_files.ts";
import type { Cost, Outcome, RunConfig } from "../lab/run.ts";
import { scoresWithoutBlocks } from "../tasks/jackknife.ts";
import { type Adapter, adapterTensors, countNumbers, disposeAdapter } from "./adapter.ts";
import { answerWatcher } from "./answer_watcher.ts";
import type { RunData } from "./data.ts";
import { checkAnswering, countToAnswer, scoringSplits } from "./evaluate.ts";
import { checkLikelihoods } from "./finite.ts";
import type { LoadedModel } from "./load.ts";
import { checkReadable } from "./readable.ts";
import { finishWatched } from "./stepwise.ts";
import {
  trainAdapter,
  type Trained,
  type TrainingHooks,
  type TrainingSetting,
} from "./training.ts";
import { type Scored, verdictsOf } from "./verdicts.ts";
import type { Workbench } from "./workbench.ts";

/** What a run gives back. */
export interface RunResult {
  readonly outcome: Outcome;
  readonly cost: Cost;
  readonly hashes: { readonly weights: string; readonly data: string };
  readonly engine: EngineReport;
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
  hooks: TrainingHooks = {},
): Promise<RunResult> {
  const { adapter, loaded: _, ...result } = await executeAndKeep(workbench, config, hooks);
  disposeAdapter(adapter);
  return result;
}

/** Executes a run and keeps its adapter; see {@linkcode executeRun}. */
export async function executeAndKeep(
  workbench: Workbench,
  config: RunConfig,
  hooks: TrainingHooks = {},
): Promise<KeptRun> {
  const begin = performance.now();
  const loaded = await workbench.model(config.model, config.training.precision);
  const data = await workbench.data(config);
  checkAnswering(config.answering, data.task);
  if (isOwnRows(config.data)) {
    checkReadable(loaded, data, config, hooks.notice ?? (() => {}));
  }
  const setting = { workbench, loaded, data, config };
  const trained = await trainAdapter(setting, hooks);
  const { adapter } = trained;
  try {
    const outcome = await scoreTraining(setting, trained, hooks);
    return {
      outcome,
      cost: costOf(trained, (performance.now() - begin) / 1000),
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

async function scoreTraining(
  { workbench, loaded, data, config }: TrainingSetting,
  trained: Trained,
  hooks: TrainingHooks,
): Promise<Outcome> {
  const { adapter, series, losses, evaluations, keptStep, trainedParameters } = trained;
  const answers = evaluations.find(({ step }) => step === keptStep)?.answers;
  const inspect = checkLikelihoods.bind(undefined, keptStep);
  const adapted = { workbench, loaded, adapter, protocol: data.protocol, inspect };
  const { steps } = config.training;
  const end = { step: steps, steps, loss: losses.at(-1) ?? null, secondsLeft: null };
  const { testAnswers, ...kept } = await finishWatched(
    scoringSplits(adapted, config.answering, data, answers),
    answerWatcher(hooks, end, countToAnswer(data, answers)),
  );
  return {
    ...kept,
    answers: packAnswers(testAnswers),
    jackknife: scoresWithoutBlocks(data.task, data.test, testAnswers),
    ...judgeTraining(trained, kept, config, data),
    series,
    losses,
    trainedParameters,
    storedParameters: countNumbers(adapterTensors(adapter)),
    counts: { train: data.train.length, dev: data.dev.length, test: data.test.length },
  };
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

/** @param wallSeconds of this process */
function costOf({ seconds, secondsBefore, stops }: Trained, wallSeconds: number): Cost {
  return {
    wallSeconds: secondsBefore + wallSeconds,
    trainSeconds: seconds,
    peakBytes: peakMemory(),
    ...(stops.length > 0 ? { stops } : {}),
  };
}
