/**
 * How long a cell trains, and how often its dev score is looked at.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import type { TierName, TierSettings } from "../lab/experiment.ts";
import type { Training } from "../lab/run.ts";

/** The curves of Figure 3. They stand here because other experiments share their runs. */
export const CURVES: {
  readonly methods: readonly string[];
  readonly tasks: Readonly<Record<TierName, readonly string[]>>;
} = {
  methods: ["prompt", "mlp_prompt", "residual_prompt"],
  tasks: { mini: ["copa", "rte", "wsc"], small: ["rte"], paper: ["rte"] },
};

/** Evaluations of a run on dev, at least where it has one each epoch. */
const EVALUATIONS: Readonly<Record<TierName, number>> = { mini: 8, small: 20, paper: 20 };

/** At the small tier 20 epochs of RTE: a night on one GPU, not a month. */
const MOST_STEPS: Readonly<Record<TierName, number>> = {
  mini: Infinity,
  small: 6_240,
  paper: Infinity,
};

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
 * @param isPlain whether the cell is one of Table 1: of those, curves are followed
 */
export function trainingFor(
  tier: TierSettings,
  task: string,
  method: string,
  learningRate: number,
  isPlain: boolean,
): Training {
  const training = method === "full" ? withoutPrecision(tier.training) : tier.training;
  if (training.evaluateEvery !== null) {
    return { ...training, learningRate, ...inEpochs(tier, task, method === "full") };
  }
  const isFollowed = isPlain && CURVES.methods.includes(method) &&
    CURVES.tasks[tier.name].includes(task);
  const evaluateEvery = isFollowed ? Math.floor(training.steps / EVALUATIONS[tier.name]) : null;
  return { ...training, learningRate, evaluateEvery };
}

function inEpochs({ name, training }: TierSettings, task: string, full: boolean) {
  const perEpoch = lookUp(BATCHES_PER_EPOCH, task, "number of batches of") * (full ? 2 : 1);
  const steps = Math.min(MOST_STEPS[name], perEpoch * (full ? EPOCHS.full : EPOCHS.prompt));
  return {
    batchSize: full ? 4 : training.batchSize,
    steps,
    evaluateEvery: Math.min(perEpoch, Math.ceil(steps / EVALUATIONS[name])),
  };
}

/** Fine-tuning trains the weights themselves: always in f32. */
function withoutPrecision({ precision: _, ...training }: Training): Training {
  return training;
}
