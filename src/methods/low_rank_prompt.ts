/**
 * Decomposed prompt tuning (DPT): the prompt is a product of two thin matrices, `left · right`.
 *
 * Trains `rank * (promptLength + dModel)` numbers and keeps `promptLength * dModel`: after training
 * the product is a plain prompt.
 *
 * Differs: half as many ranks as tokens by default; DPT's 10 ranks are meant for its 100 tokens.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { uniform } from "../nn/init.ts";
import { countObjection, PROMPT_DEFAULTS, promptPatch, UNIFORM_BOUND } from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";
import { prompt } from "./prompt.ts";

/** Configuration of a low-rank prompt. */
export interface LowRankPromptConfig {
  readonly promptLength: number;
  /** Columns of `left` and rows of `right`. */
  readonly rank: number;
}

function product({ left, right }: Readonly<Record<string, tf.Tensor>>): tf.Tensor2D {
  return tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D);
}

/** DPT. */
export const lowRankPrompt: Method<LowRankPromptConfig> = defineMethod({
  name: "low_rank_prompt",
  title: "Low-rank prompt (DPT)",
  version: 1,
  source:
    "Xiao et al. 2023, Decomposed Prompt Tuning via Low-Rank Reparameterization, Findings of " +
    "EMNLP; first values as in its code",
  learningRate: 0.3,
  defaults: { promptLength: PROMPT_DEFAULTS.promptLength, rank: 5 },

  objection: (_target, { promptLength, rank }) =>
    countObjection("promptLength", promptLength) ?? countObjection("rank", rank),

  init: ({ dModel }, { promptLength, rank }, { rng }) => ({
    left: uniform([promptLength, rank], UNIFORM_BOUND, rng.fork("left")),
    right: uniform([rank, dModel], UNIFORM_BOUND, rng.fork("right")),
  }),

  patch: (params) => promptPatch(() => product(params)),

  fold: (params, { promptLength }) => ({
    method: prompt.name,
    config: { ...PROMPT_DEFAULTS, promptLength },
    params: { prompt: product(params) },
  }),

  countParameters: ({ dModel }, { promptLength, rank }) => rank * (promptLength + dModel),
});
