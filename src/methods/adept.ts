/**
 * ADePT: a short prompt, and a small network that moves each embedding of the input,
 * `embeddings + up(relu(down(embeddings)))`.
 *
 * Adds `promptLength * dModel + 2 * dModel * rank + rank + dModel` numbers. `up` starts at zero, so a
 * fresh ADePT is a fresh prompt.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { initLinear } from "../nn/init.ts";
import { linear } from "../nn/linear.ts";
import {
  countObjection,
  initPrompt,
  PROMPT_DEFAULTS,
  type PromptConfig,
  promptObjection,
  promptPatch,
} from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";

/** Configuration of ADePT. */
export interface AdeptConfig extends PromptConfig {
  /** Inner width of the network. */
  readonly rank: number;
  /** Learning rate of the network, as a multiple of the prompt's. */
  readonly networkRate: number;
}

/** ADePT. */
export const adept: Method<AdeptConfig> = defineMethod({
  name: "adept",
  title: "ADePT",
  version: 1,
  source: "Tang et al. 2025, ADePT, ICLR (arXiv:2501.03291); first values as in its code",
  learningRate: 0.3,
  defaults: {
    ...PROMPT_DEFAULTS,
    rank: 19, // beside 60 tokens the budget of 100 tokens of T5-Base
    networkRate: 1 / 3000, // 1e-4 beside 0.3, as in its code
  },

  objection: (_target, config) => promptObjection(config) ?? countObjection("rank", config.rank),

  init(target, { rank, ...config }, context) {
    const { dModel } = target;
    const down = initLinear([rank, dModel], context.rng.fork("down"));
    return {
      prompt: initPrompt(target, config, context),
      "down.weight": down.weight,
      "down.bias": down.bias,
      "up.weight": tf.zeros([dModel, rank]),
      "up.bias": tf.zeros([dModel]),
    };
  },

  patch: (params) => ({
    ...promptPatch(() => params.prompt as tf.Tensor2D),
    embeddings(embeddings) {
      const inner = linear(embeddings, params["down.weight"]!, params["down.bias"]);
      return tf.add(embeddings, linear(tf.relu(inner), params["up.weight"]!, params["up.bias"]));
    },
  }),

  rate: (name, { networkRate }) => name === "prompt" ? 1 : networkRate,

  countParameters: ({ dModel }, { promptLength, rank }) =>
    promptLength * dModel + 2 * dModel * rank + rank + dModel,
});
