/**
 * The models of each tier, and how it uses them.
 *
 * @module
 */
import type { TierName, TierSettings } from "../lab/experiment.ts";
import type { Answering } from "../lab/run.ts";
import type { Candidates } from "./candidates.ts";

/** How a tier uses one of its models. */
export interface ModelUse {
  /** Width of the residual network and the MLP. */
  readonly bottleneck: number;
  /** How answers are read off; absent: as the tier says. */
  readonly answering?: Answering;
  /** What the model is asked instead of a task that is not for it. */
  readonly instead?: Readonly<Record<string, string>>;
  /** Candidates by method; absent: those of the recipe. */
  readonly candidates?: Readonly<Record<string, Candidates>>;
}

const LARGE = "google-t5/t5-large";

/** The paper's code has no other WSC for T5 than the one in which the referent is written. */
const WRITES_REFERENTS = { wsc: "wsc_generate" };

/** Soft prompts of BERT. */
const BERT_SOFT: Candidates = { learningRates: [0.001, 0.01, 0.1], inits: ["vocabulary"] };

/**
 * BERT reads an entity at a time, as it cannot write one. The paper does not tell its learning
 * rates for BERT: they are chosen on dev, with those of BERT's paper for fine-tuning (A.3).
 */
const BERT: ModelUse = {
  bottleneck: 250,
  answering: "rank",
  instead: { record: "record_entity" },
  candidates: {
    prompt: BERT_SOFT,
    mlp_prompt: BERT_SOFT,
    lstm_prompt: BERT_SOFT,
    residual_prompt: BERT_SOFT,
    full: { learningRates: [2e-5, 3e-5, 5e-5], inits: [] },
  },
};

/** The models of each tier by name, the main one first. */
export const MODELS: Readonly<Record<TierName, Readonly<Record<string, ModelUse>>>> = {
  mini: { mini: { bottleneck: 64 } },
  small: { "google-t5/t5-small": { bottleneck: 250 } },
  paper: {
    "google-t5/t5-base": { bottleneck: 250, instead: WRITES_REFERENTS },
    [LARGE]: { bottleneck: 400, instead: WRITES_REFERENTS },
    "google/t5-base-lm-adapt": { bottleneck: 250, instead: WRITES_REFERENTS },
    "google-bert/bert-base-uncased": BERT,
  },
};

/** T5-Large, with which the paper made figures 4 and 5 and table 5; else the tier's main model. */
export function largeModel({ models }: TierSettings): string {
  return models.includes(LARGE) ? LARGE : models[0]!;
}
