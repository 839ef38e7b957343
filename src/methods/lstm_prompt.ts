/**
 * Prompt tuning through a bidirectional LSTM, after P-tuning.
 *
 * Keeps `promptLength * dModel` numbers. Steps over the prompt are unrolled: a long prompt takes
 * long to compile.
 *
 * Differs: the frozen model stays frozen; P-tuning on SuperGLUE trained it too.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import { dropout } from "../nn/dropout.ts";
import { initLinear } from "../nn/init.ts";
import { linear } from "../nn/linear.ts";
import { bilstm, type BilstmLayer, countBilstm, initBilstm } from "../nn/lstm.ts";
import { PROMPT_DEFAULTS, type PromptConfig } from "./_prompt_init.ts";
import { type PromptNetwork, reparameterized } from "./_reparameterized.ts";
import { defineMethod, type Method } from "./method.ts";

/** Configuration of a prompt behind an LSTM. */
export interface LstmPromptConfig extends PromptConfig {
  /** LSTM layers, with `dModel / 2` units in each direction. */
  readonly layers: 1 | 2;
  /** Whether `Linear, ReLU, Linear` follows, as in P-tuning; the official code's fails to run. */
  readonly head: boolean;
  /** Whether the prompt is added to the output of the network. */
  readonly residual: boolean;
  /** Rate of the dropout between the layers, as in the official code. */
  readonly dropout: number;
}

const PARTS = ["inputWeight", "hiddenWeight", "inputBias", "hiddenBias"] as const;

const network: PromptNetwork<LstmPromptConfig> = {
  objection(dModel, { layers }) {
    if (layers !== 1 && layers !== 2) return `"layers" must be 1 or 2: current value is ${layers}`;
    if (dModel % 2 === 1) return `an LSTM of two directions needs an even width: it is ${dModel}`;
    return undefined;
  },

  init(dModel, { layers, head }, rng) {
    const params: Record<string, tf.Tensor> = {};
    for (let layer = 0; layer < layers; layer++) {
      const fresh = initBilstm(dModel, dModel / 2, rng.fork(`lstm.${layer}`));
      for (const part of PARTS) params[`lstm.${layer}.${part}`] = fresh[part];
    }
    for (const name of head ? ["head.0", "head.1"] : []) {
      const { weight, bias } = initLinear([dModel, dModel], rng.fork(name));
      Object.assign(params, { [`${name}.weight`]: weight, [`${name}.bias`]: bias });
    }
    return params;
  },

  apply(prompt, params, config, mode) {
    let hidden = prompt;
    for (let layer = 0; layer < config.layers; layer++) {
      if (layer > 0) hidden = dropout(hidden, config.dropout, mode.draws);
      hidden = bilstm(hidden, layerOf(params, layer));
    }
    const output = config.head ? head(hidden, params) : hidden;
    return (config.residual ? tf.add(prompt, output) : output) as tf.Tensor2D;
  },

  count: (dModel, { layers, head }) =>
    layers * countBilstm(dModel, dModel / 2) + (head ? 2 * dModel * (dModel + 1) : 0),
};

function layerOf(params: Tensors, layer: number): BilstmLayer {
  const parts = PARTS.map((part) => [part, params[`lstm.${layer}.${part}`]!]);
  return Object.fromEntries(parts) as unknown as BilstmLayer;
}

function head(hidden: tf.Tensor, params: Tensors): tf.Tensor {
  const inner = tf.relu(linear(hidden, params["head.0.weight"]!, params["head.0.bias"]));
  return linear(inner, params["head.1.weight"]!, params["head.1.bias"]);
}

/** Prompt tuning with an LSTM. */
export const lstmPrompt: Method<LstmPromptConfig> = defineMethod({
  name: "lstm_prompt",
  title: "Prompt tuning with LSTM",
  version: 1,
  source: "Razdaibiedina et al. 2023 (arXiv:2305.03937), section 4.3, after Liu et al. 2021",
  defaults: { ...PROMPT_DEFAULTS, layers: 1, head: false, residual: false, dropout: 0.05 },
  ...reparameterized(network),
});
