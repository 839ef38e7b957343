/**
 * Residual prompt tuning: a shallow network with a skip connection reparameterises the prompt,
 * `prompt + layerNorm(up(relu(down(prompt))))`.
 *
 * Trains `promptLength * dModel + 2 * dModel * bottleneck + bottleneck + 3 * dModel` numbers (the
 * paper's own formula leaves out the biases of the linear maps) and keeps `promptLength * dModel`:
 * after training the network is folded into a plain prompt.
 *
 * The up-projection does not start at zero, so a fresh prompt is not the plain prompt: each row
 * begins with a vector of unit variance on top, as in the official code.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import { dropout } from "../nn/dropout.ts";
import { initLinear } from "../nn/init.ts";
import { linear } from "../nn/linear.ts";
import { layerNorm } from "../nn/norm.ts";
import type { Mode } from "../sites.ts";
import { countObjection, PROMPT_DEFAULTS, type PromptConfig } from "./_prompt_init.ts";
import { type PromptNetwork, reparameterized } from "./_reparameterized.ts";
import { defineMethod, type Method } from "./method.ts";

/** Configuration of residual prompt tuning. */
export interface ResidualPromptConfig extends PromptConfig {
  /** Inner width of the network. */
  readonly bottleneck: number;
  /** Whether all tokens go through one network, or each through its own. */
  readonly sharing: "shared" | "separate";
  /** Whether the network ends in a layer norm. */
  readonly layerNorm: boolean;
  /** Whether the prompt is added to the output of the network. */
  readonly residual: boolean;
  /** How often the network is applied, with the same weights: 2 is `MLP2` of the official code. */
  readonly layers: 1 | 2;
  /** Rate of the dropout before the layer norm. */
  readonly dropout: number;
}

/** The network, with or without its skip. */
export const mlpNetwork: PromptNetwork<ResidualPromptConfig> = {
  objection(_dModel, { bottleneck, sharing, layers }) {
    if (sharing !== "shared" && sharing !== "separate") {
      return `"sharing" must be "shared" or "separate": current value is "${sharing}"`;
    }
    if (layers !== 1 && layers !== 2) return `"layers" must be 1 or 2: current value is ${layers}`;
    return countObjection("bottleneck", bottleneck);
  },

  init(dModel, { bottleneck, sharing, promptLength, ...config }, rng) {
    const copies = sharing === "separate" ? [promptLength] : [];
    const down = initLinear([...copies, bottleneck, dModel], rng.fork("down"));
    const up = initLinear([...copies, dModel, bottleneck], rng.fork("up"));
    const maps = {
      "down.weight": down.weight,
      "down.bias": down.bias,
      "up.weight": up.weight,
      "up.bias": up.bias,
    };
    if (!config.layerNorm) return maps;
    const shape = [...copies, dModel];
    return { ...maps, "norm.weight": tf.ones(shape), "norm.bias": tf.zeros(shape) };
  },

  apply(prompt, params, config, mode) {
    let hidden: tf.Tensor = prompt;
    for (let i = 0; i < config.layers; i++) hidden = perceptron(hidden, params, config, mode);
    return (config.residual ? tf.add(prompt, hidden) : hidden) as tf.Tensor2D;
  },

  count(dModel, { bottleneck, sharing, promptLength, ...config }) {
    const copies = sharing === "separate" ? promptLength : 1;
    const norm = config.layerNorm ? 2 * dModel : 0;
    return copies * (2 * dModel * bottleneck + bottleneck + dModel + norm);
  },
};

function perceptron(
  hidden: tf.Tensor,
  params: Tensors,
  config: ResidualPromptConfig,
  mode: Mode,
): tf.Tensor {
  const inner = tf.relu(map(hidden, params, "down"));
  const outer = dropout(map(inner, params, "up"), config.dropout, mode.draws);
  if (!config.layerNorm) return outer;
  return layerNorm(outer, params["norm.weight"]!, params["norm.bias"]!);
}

/** A linear map that all rows share, or, with weights `[promptLength, ...]`, one for each row. */
function map(rows: tf.Tensor, params: Tensors, name: string): tf.Tensor {
  const weight = params[`${name}.weight`]!;
  const bias = params[`${name}.bias`]!;
  if (weight.rank === 2) return linear(rows, weight, bias);
  const product = tf.matMul(tf.expandDims(rows, 1), weight, false, true);
  return tf.add(tf.squeeze(product, [1]), bias);
}

/** Residual prompt tuning. */
export const residualPrompt: Method<ResidualPromptConfig> = defineMethod({
  name: "residual_prompt",
  title: "Residual prompt tuning",
  version: 1,
  source: "Razdaibiedina et al. 2023, Residual Prompt Tuning (arXiv:2305.03937), section 3",
  defaults: {
    ...PROMPT_DEFAULTS,
    bottleneck: 250, // the one that gives the 462K parameters of the paper's table 3
    sharing: "shared",
    layerNorm: true,
    residual: true,
    layers: 1,
    dropout: 0,
  },
  ...reparameterized(mlpNetwork),
});
