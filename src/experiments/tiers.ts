/**
 * The scales at which every experiment can be run.
 *
 * `mini` shows the whole way on two CPU cores within minutes: a mini T5 that the kit itself
 * pretrained, on synthetic tasks in the shapes of SuperGLUE's. `small` is a real checkpoint of a
 * size that any GPU holds, selected and scored on different rows. `paper` is the paper's protocol.
 *
 * @module
 */
import type { TierName, TierSettings } from "../lab/experiment.ts";
import type { Training } from "../lab/run.ts";
import { MODELS } from "./models.ts";

/**
 * The recipe of the paper's published script: AdamW at 0.3 with weight decay 1e-5 on everything, a
 * constant learning rate, no warm-up, no clipping, batch 8, dropout of the frozen model on. Steps
 * are set for each task by `training.ts`: 20 epochs.
 */
const PAPER_TRAINING: Training = {
  steps: 640,
  batchSize: 8,
  learningRate: 0.3,
  optimizer: "adamw",
  weightDecay: 1e-5,
  schedule: "constant",
  warmupSteps: 0,
  clipNorm: null,
  dropout: true,
  evaluateEvery: 32,
  keep: "best",
};

/** The tiers by name. */
export const TIERS: Readonly<Record<TierName, TierSettings>> = {
  mini: {
    name: "mini",
    title: "Mini T5, synthetic tasks",
    dataTitle: "synthetic tasks",
    models: Object.keys(MODELS.mini),
    data: "mini",
    training: {
      ...PAPER_TRAINING,
      steps: 200,
      dropout: false, // the mini model was pretrained without
      evaluateEvery: null,
      keep: "last",
    },
    answering: "generate",
    examples: { train: 1000, dev: 150, test: 300 },
    seeds: [0, 1, 2, 3],
    tuningSeeds: [100, 101, 102, 103],
  },
  small: {
    name: "small",
    title: "T5-Small, SuperGLUE",
    dataTitle: "SuperGLUE",
    models: Object.keys(MODELS.small),
    data: "super_glue",
    protocol: "held_out",
    training: PAPER_TRAINING,
    answering: "generate",
    examples: { train: null, dev: null, test: null },
    seeds: [0, 1, 2],
    tuningSeeds: [100],
  },
  paper: {
    name: "paper",
    title: "T5 and BERT, SuperGLUE",
    dataTitle: "SuperGLUE",
    models: Object.keys(MODELS.paper),
    data: "super_glue",
    protocol: "paper",
    training: PAPER_TRAINING,
    answering: "generate",
    examples: { train: null, dev: null, test: null },
    seeds: [0, 1, 2],
    tuningSeeds: [100],
  },
};
