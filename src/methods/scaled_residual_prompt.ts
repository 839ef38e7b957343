/**
 * Residual prompt tuning in units of the model: `unit * (prompt + layerNorm(up(relu(down(prompt)))))`,
 * where `unit` is the spread of the model's embeddings as a share of T5's.
 *
 * The network of residual prompts adds vectors of unit variance, and the paper trains it with a
 * learning rate of 0.3. Both are small beside the embeddings of T5, and far too large beside those of
 * most other models. In these units, paper and model agree on what is large: on a model with T5's
 * embeddings it is the same method, and on a model whose embeddings are a hundred times smaller, prompt,
 * network and steps are a hundred times smaller, too.
 *
 * Trains as many numbers as residual prompt tuning, and is folded into the same plain prompt.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { Mode, Target } from "../sites.ts";
import { promptPatch } from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";
import { prompt } from "./prompt.ts";
import { mlpNetwork, residualPrompt, type ResidualPromptConfig } from "./residual_prompt.ts";

/**
 * Standard deviation of T5's word embeddings.
 *
 * Source: https://github.com/huggingface/transformers/pull/26441, measured on T5 1.1 Small.
 */
const T5_SPREAD = 11.6;

/** The spread of a model's embeddings as a share of T5's, `[]`; the caller owns it. */
function unitOf({ vocabEmbeddings }: Target): tf.Tensor {
  return tf.tidy(() => tf.div(tf.sqrt(tf.moments(vocabEmbeddings).variance), T5_SPREAD));
}

/** `[promptLength, dModel]`, in the model's own units. */
function scaledPrompt(params: Tensors, config: ResidualPromptConfig, mode: Mode): tf.Tensor2D {
  const { unit, ownPrompt, ...network } = params;
  return tf.mul(unit!, mlpNetwork.apply(ownPrompt as tf.Tensor2D, network, config, mode));
}

const { init, fold: _fold, patch: _patch, ...shared } = residualPrompt;

/** Residual prompt tuning in units of the model. */
export const scaledResidualPrompt: Method<ResidualPromptConfig> = defineMethod({
  ...shared,
  name: "scaled_residual_prompt",
  title: "Scaled residual prompt tuning",
  version: 1,
  source: "This kit; residual prompt tuning in units of T5",
  learningRate: 0.3,

  init(target, config, context) {
    const { prompt: first, ...network } = init(target, config, context);
    const unit = unitOf(target);
    const ownPrompt = tf.div(first!, unit);
    first!.dispose();
    return { ownPrompt, unit, ...network };
  },

  patch: (params, config, mode) => promptPatch(() => scaledPrompt(params, config, mode)),

  rate: (name) => name === "unit" ? 0 : 1,

  fold: (params, config) => ({
    method: prompt.name,
    config: { promptLength: config.promptLength, init: config.init, text: config.text },
    params: { prompt: tf.tidy(() => scaledPrompt(params, config, {})) },
  }),
});
