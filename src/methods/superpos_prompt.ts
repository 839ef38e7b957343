/**
 * SuperPos-Prompt: each token of the prompt is a superposition of sampled vocabulary embeddings,
 * `weights_i · (embeddings + changes_i)`, without softmax.
 *
 * The sampled embeddings stay as they are. Trains `promptLength * samples` weights and, unless
 * `changes` is off, `promptLength * samples * dModel` changes, which begin as zero; keeps
 * `promptLength * dModel`: after training the sums are a plain prompt.
 *
 * Differs: weights are first drawn with a variance of `1 / samples`, so that a token has the size of
 * one embedding; what the paper draws was not found.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import * as tf from "../engine/tf.ts";
import { normal } from "../nn/init.ts";
import type { Target } from "../sites.ts";
import { countObjection, PROMPT_DEFAULTS, promptPatch } from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";
import { prompt } from "./prompt.ts";

/** Configuration of SuperPos-Prompt. */
export interface SuperposPromptConfig {
  readonly promptLength: number;
  /** Embeddings that all tokens of the prompt are made of. */
  readonly samples: number;
  /** Whether each token trains a change of its own to every embedding. */
  readonly changes: boolean;
}

/** Embeddings of that many different tokens, `[count, dModel]`. */
function sampleEmbeddings({ vocabEmbeddings }: Target, count: number, rng: Rng): tf.Tensor {
  const ids = rng.sample([...Array(vocabEmbeddings.shape[0]).keys()], count);
  return tf.tidy(() => tf.gather(vocabEmbeddings, tf.tensor1d(ids, "int32")));
}

/** `[promptLength, dModel]` */
function superpose(params: Readonly<Record<string, tf.Tensor>>): tf.Tensor2D {
  const { weights, embeddings, changes } = params;
  if (!changes) return tf.matMul(weights as tf.Tensor2D, embeddings as tf.Tensor2D);
  const own = tf.add(changes, embeddings!); // [promptLength, samples, dModel]
  return tf.squeeze(tf.matMul(tf.expandDims(weights!, 1), own), [1]);
}

/** SuperPos-Prompt. */
export const superposPrompt: Method<SuperposPromptConfig> = defineMethod({
  name: "superpos_prompt",
  title: "SuperPos-Prompt",
  version: 1,
  source: "Ali Sadraei Javaheri et al. 2024, SuperPos-Prompt (arXiv:2406.05279)",
  defaults: { promptLength: PROMPT_DEFAULTS.promptLength, samples: 128, changes: true },

  objection({ vocabEmbeddings: { shape: [vocab] } }, { promptLength, samples }) {
    if (samples > vocab) return `"samples" must be at most the ${vocab} embeddings of the model`;
    return countObjection("promptLength", promptLength) ?? countObjection("samples", samples);
  },

  init(target, { promptLength, samples, changes }, { rng }) {
    const shape = [promptLength, samples];
    return {
      weights: normal(shape, samples ** -0.5, rng.fork("weights")),
      embeddings: sampleEmbeddings(target, samples, rng.fork("embeddings")),
      ...(changes ? { changes: tf.zeros([...shape, target.dModel]) } : {}),
    };
  },

  patch: (params) => promptPatch(() => superpose(params)),

  rate: (name) => name === "embeddings" ? 0 : 1,

  fold: (params, { promptLength }) => ({
    method: prompt.name,
    config: { ...PROMPT_DEFAULTS, promptLength },
    params: { prompt: tf.tidy(() => superpose(params)) },
  }),

  countParameters: ({ dModel }, { promptLength, samples, changes }) =>
    promptLength * samples * (changes ? 1 + dModel : 1),
});
