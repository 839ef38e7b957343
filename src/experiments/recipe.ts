/**
 * From a few words to a complete cell: which training, which candidates, which labels.
 *
 * Two experiments that ask for the same cell get the same configuration from here, and so share its
 * runs.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import type { Cell, Choice, TierSettings } from "../lab/experiment.ts";
import type { Json, Training } from "../lab/run.ts";
import { label, type Labels } from "../report/titles.ts";
import { type Candidates, GRIDS } from "./grids.ts";

/** The tokens of a prompt where an experiment does not vary them, as in the paper's Table 1. */
export const PROMPT_LENGTH = 10;

/** Methods that train a prompt of their own. */
export const PROMPT_METHODS = ["prompt", "residual_prompt"] as const;

/** Methods of Table 1, in the order of its rows. */
export const ALL_METHODS = ["prompt", "mlp_prompt", "lstm_prompt", "residual_prompt", "full"];

/** Methods of Figure 3. */
export const CURVES: readonly string[] = ["prompt", "mlp_prompt", "residual_prompt"];

/** What a cell is; everything else follows. */
export interface CellWords {
  readonly task: string;
  readonly method: string;
  /** Absent: the tier's main model. */
  readonly model?: string;
  readonly promptLength?: number;
  readonly bottleneck?: number;
  readonly sharing?: "shared" | "separate";
  /** Further settings of the method. */
  readonly config?: Readonly<Record<string, Json>>;
  readonly shots?: number;
  /** Absent: the method's candidates at this tier. */
  readonly candidates?: Candidates;
  /** Label keys and values besides model, method and task. */
  readonly labels?: Labels;
}

/** Makes a complete cell. */
export function defineCell(tier: TierSettings, words: CellWords): Cell {
  const { method, shots = null } = words;
  const grid = GRIDS[tier.name];
  const model = words.model ?? tier.models[0]!;
  const own = grid.models[model] ?? grid.models[tier.models[0]!]!;
  const task = own.instead?.[words.task] ?? words.task;
  const candidates = words.candidates ?? own.candidates?.[method] ??
    lookUp(grid.candidates, method, `candidates of tier ${tier.name} (grids.ts) for`);
  const choose = choiceOf(tier, candidates);
  return {
    model,
    data: tier.data,
    task,
    ...(tier.protocol === undefined ? {} : { protocol: tier.protocol }),
    method,
    methodConfig: namedConfig(words, candidates),
    usual: { promptLength: PROMPT_LENGTH, bottleneck: own.bottleneck },
    training: trainingFor(
      tier,
      task,
      method,
      candidates.learningRates[0]!,
      isPlain(words, own.bottleneck) && isSame(candidates, grid.candidates[method]),
    ),
    answering: own.answering ?? tier.answering,
    shots,
    examples: tier.examples,
    seeds: tier.seeds,
    ...(choose === null ? {} : { choose }),
    labels: label({
      ...(tier.models.length > 1 ? { model } : {}),
      method,
      task,
      ...words.labels,
    }),
  };
}

/** Whether an experiment varies nothing but the start: such cells are those of Table 1. */
function isPlain(words: CellWords, usualBottleneck: number): boolean {
  const { promptLength = PROMPT_LENGTH, bottleneck = usualBottleneck, sharing = "shared" } = words;
  return promptLength === PROMPT_LENGTH && bottleneck === usualBottleneck && sharing === "shared" &&
    words.shots === undefined && words.config === undefined;
}

function isSame(candidates: Candidates, usual: Candidates | undefined): boolean {
  return JSON.stringify(candidates) === JSON.stringify(usual);
}

function choiceOf(tier: TierSettings, { learningRates, inits }: Candidates): Choice | null {
  if (learningRates.length <= 1 && inits.length <= 1) return null;
  return {
    ...(learningRates.length > 1 ? { learningRate: learningRates } : {}),
    ...(inits.length > 1 ? { methodConfig: { init: inits } } : {}),
    seeds: tier.tuningSeeds,
  };
}

/** What a cell names itself: a method that lacks one of these settings is refused. */
function namedConfig(words: CellWords, { inits: [init] }: Candidates): Record<string, Json> {
  const { promptLength, bottleneck, sharing } = words;
  return {
    ...(promptLength === undefined ? {} : { promptLength }),
    ...(bottleneck === undefined ? {} : { bottleneck }),
    ...(sharing === undefined ? {} : { sharing }),
    ...(init === undefined ? {} : { init }),
    ...words.config,
  };
}

/**
 * Batches of eight in an epoch: 250 rows of CB, 400 of COPA, 2,490 of RTE, 5,428 of WiC, 9,427 of
 * BoolQ, 27,243 of MultiRC, 100,730 of ReCoRD, asked about twice where entities come one by one,
 * 554 of WSC, of which 259 have a true answer.
 */
const BATCHES_PER_EPOCH: Readonly<Record<string, number>> = {
  cb: 32,
  copa: 50,
  wsc: 70,
  wsc_generate: 33,
  rte: 312,
  wic: 679,
  boolq: 1179,
  multirc: 3406,
  record: 12592,
  record_entity: 25183,
};

/** Epochs of the paper's scripts; fine-tuning takes batches of four, so twice as many steps. */
const EPOCHS = { prompt: 20, full: 50 } as const;

/**
 * Training of a task by a method at a tier.
 *
 * @param isPlain whether its curve is one of those that `convergence` shows
 */
export function trainingFor(
  tier: TierSettings,
  task: string,
  method: string,
  learningRate: number,
  isPlain = true,
): Training {
  const { convergence, mostSteps } = GRIDS[tier.name];
  const training = method === "full" ? withoutPrecision(tier.training) : tier.training;
  if (training.evaluateEvery === null) {
    const isFollowed = isPlain && convergence.tasks.includes(task) && CURVES.includes(method);
    const evaluateEvery = isFollowed ? Math.floor(training.steps / convergence.evaluations) : null;
    return { ...training, learningRate, evaluateEvery };
  }
  const full = method === "full";
  const epochs = full ? EPOCHS.full : EPOCHS.prompt;
  const perEpoch = lookUp(BATCHES_PER_EPOCH, task, "number of batches of") * (full ? 2 : 1);
  const steps = Math.min(mostSteps ?? Infinity, perEpoch * epochs);
  return {
    ...training,
    learningRate,
    batchSize: full ? 4 : training.batchSize,
    steps,
    evaluateEvery: Math.min(perEpoch, Math.ceil(steps / convergence.evaluations)),
  };
}

/** Fine-tuning trains the weights themselves: always in f32. */
function withoutPrecision({ precision: _, ...training }: Training): Training {
  return training;
}
