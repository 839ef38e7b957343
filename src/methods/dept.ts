/**
 * DePT: a short prompt, and a low-rank offset for each position of the input,
 * `embeddings + alpha / sqrt(rank) * left · right`.
 *
 * Adds `promptLength * dModel + (maxLength + dModel) * rank` numbers. `right` starts at zero, so a
 * fresh DePT is a fresh prompt.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { uniform } from "../nn/init.ts";
import {
  countObjection,
  initPrompt,
  PROMPT_DEFAULTS,
  type PromptConfig,
  promptObjection,
  promptPatch,
} from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";

/** Configuration of DePT. */
export interface DeptConfig extends PromptConfig {
  readonly rank: number;
  /** Positions that have an offset; later ones have none. */
  readonly maxLength: number;
  /** The offsets are scaled by `alpha / sqrt(rank)`. */
  readonly alpha: number;
  /** Learning rate of the offsets, as a multiple of the prompt's. */
  readonly offsetRate: number;
}

/** `[length, dModel]` offsets of the first positions, zero beyond the last that has one. */
function offsets(left: tf.Tensor2D, right: tf.Tensor2D, length: number): tf.Tensor {
  const [maxLength, rank] = left.shape;
  const covered = Math.min(length, maxLength);
  const product = tf.matMul(tf.slice(left, [0, 0], [covered, rank]), right);
  return covered === length ? product : tf.pad(product, [[0, length - covered], [0, 0]]);
}

/** DePT. */
export const dept: Method<DeptConfig> = defineMethod({
  name: "dept",
  title: "DePT",
  version: 2,
  source: "Shi and Lipani 2024, DePT (arXiv:2309.05173), section 2; scale as in its code",
  learningRate: 0.3,
  defaults: {
    ...PROMPT_DEFAULTS,
    rank: 4,
    maxLength: 256,
    alpha: 8,
    offsetRate: 1 / 60, // 5e-3 beside 0.3, the largest that its code tries
  },

  objection: (_target, config) =>
    promptObjection(config) ?? countObjection("rank", config.rank) ??
      countObjection("maxLength", config.maxLength),

  init: (target, config, context) => ({
    prompt: initPrompt(target, config, context),
    left: uniform([config.maxLength, config.rank], config.rank ** -0.5, context.rng.fork("left")),
    right: tf.zeros([config.rank, target.dModel]),
  }),

  patch: (params, { alpha, rank }) => ({
    ...promptPatch(() => params.prompt as tf.Tensor2D),
    embeddings(embeddings) {
      const { left, right } = params as Record<string, tf.Tensor2D>;
      const change = tf.mul(offsets(left!, right!, embeddings.shape[1]), alpha / Math.sqrt(rank));
      return tf.add(embeddings, tf.expandDims(change, 0));
    },
  }),

  rate: (name, { offsetRate }) => name === "prompt" ? 1 : offsetRate,

  countParameters: ({ dModel }, { promptLength, maxLength, rank }) =>
    promptLength * dModel + (maxLength + dModel) * rank,
});
