/**
 * The layers of a Llama: attention and feed-forward, each with its norm and skip.
 *
 * Source: Touvron et al. 2023 (arXiv:2302.13971), section 2.2; `LlamaDecoderLayer`,
 * `Qwen2DecoderLayer` and `Qwen3DecoderLayer` of transformers.
 *
 * @module
 */
import type { Tensor, Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { activation } from "../../nn/activation.ts";
import { attend, mergeHeads, repeatHeads, splitHeads } from "../../nn/attention.ts";
import { dropout } from "../../nn/dropout.ts";
import { linear } from "../../nn/linear.ts";
import { rmsNorm } from "../../nn/norm.ts";
import { rotate, type Rotation } from "../../nn/rotary_position.ts";
import type { Pass } from "../model.ts";
import type { Cache, LayerCache } from "./cache.ts";
import type { LlamaConfig } from "./config.ts";
import { layerName, layerSite, MAPS } from "./module_names.ts";
import { FINAL_NORM } from "./weights.ts";

/** A forward pass of a Llama. */
export interface LlamaPass extends Pass {
  readonly config: LlamaConfig;
}

/** All that a layer needs besides its input. */
export interface LayerPass extends LlamaPass {
  /** Positions of the input. */
  readonly rotation: Rotation;
  /** `[batch | 1, 1, length, pastLength + length]` */
  readonly bias: Tensor4D;
  /** Layers that have read what stands before the input; absent: nothing does. */
  readonly past?: readonly LayerCache[];
}

/**
 * Sends embeddings through all layers and the last norm.
 *
 * @param embeddings `[batch, length, dModel]`
 * @returns what is to be kept of them, without the past
 */
export function runLayers(embeddings: Tensor3D, pass: LayerPass): Cache {
  const layers: LayerCache[] = [];
  let hidden = embeddings;
  for (let layer = 0; layer < pass.config.layers; layer++) {
    const attended = attentionSublayer(hidden, layer, pass);
    layers.push(attended.cache);
    hidden = feedForwardSublayer(attended.hidden, layer, pass);
  }
  return { layers, hidden: norm(hidden, FINAL_NORM, pass) as Tensor3D };
}

function norm(x: Tensor, weight: string, { base, config }: LayerPass): Tensor {
  return rmsNorm(x, base[weight]!, config.epsilon);
}

/** A linear map of a layer and what the method makes of its input and output. */
function map(
  x: Tensor,
  layer: number,
  name: keyof typeof MAPS,
  { base, patch }: LayerPass,
): Tensor {
  const module = `${layerName(layer)}.${MAPS[name]}`;
  const site = `${layerSite(layer)}.${name}`;
  const input = patch.input?.(site, x) ?? x;
  const output = linear(input, base[`${module}.weight`]!, base[`${module}.bias`]);
  return patch.linear?.(site, input, output) ?? output;
}

/** What the method makes of a sublayer's output, and the skip. */
function finish(hidden: Tensor3D, output: Tensor, site: string, { patch }: LayerPass): Tensor3D {
  return tf.add(hidden, patch.sublayer?.(site, output as Tensor3D) ?? output) as Tensor3D;
}

function attentionSublayer(
  hidden: Tensor3D,
  layer: number,
  pass: LayerPass,
): { readonly hidden: Tensor3D; readonly cache: LayerCache } {
  const { config, mode, patch } = pass;
  const site = `${layerSite(layer)}.attention`;
  const input = norm(hidden, `${layerName(layer)}.input_layernorm.weight`, pass);
  const query = rotated(map(input, layer, "attention.query", pass), "q", layer, pass);
  const key = rotated(map(input, layer, "attention.key", pass), "k", layer, pass);
  const value = map(input, layer, "attention.value", pass) as Tensor3D;
  const past = pass.past?.[layer];
  const pair = {
    key: behind(past?.key, key),
    value: behind(past?.value, splitHeads(value, config.keyValueHeads)),
  };
  const seen = patch.keyValue?.(site, pair) ?? pair;
  const group = config.heads / config.keyValueHeads;
  const mixed = attend(
    query,
    repeatHeads(seen.key, group),
    repeatHeads(seen.value, group),
    pass.bias,
    config.dHead ** -0.5,
    (weights) => dropout(weights, config.attentionDropout, mode.draws),
  );
  const output = map(mergeHeads(mixed), layer, "attention.output", pass);
  return { hidden: finish(hidden, output, site, pass), cache: { key: mergeHeads(key), value } };
}

/** Queries or keys by heads, normalised where the model does that, and turned to their positions. */
function rotated(x: Tensor, letter: "q" | "k", layer: number, pass: LayerPass): Tensor4D {
  const { config } = pass;
  const heads = splitHeads(x, letter === "q" ? config.heads : config.keyValueHeads);
  const weight = `${layerName(layer)}.self_attn.${letter}_norm.weight`;
  return rotate(config.headNorms ? norm(heads, weight, pass) as Tensor4D : heads, pass.rotation);
}

/** Keys or values behind those of the past: `[batch, heads, pastLength + length, dHead]`. */
function behind(past: Tensor3D | undefined, x: Tensor4D): Tensor4D {
  return past ? tf.concat([splitHeads(past, x.shape[1]), x], 2) : x;
}

function feedForwardSublayer(hidden: Tensor3D, layer: number, pass: LayerPass): Tensor3D {
  const act = activation(pass.config.activation);
  const input = norm(hidden, `${layerName(layer)}.post_attention_layernorm.weight`, pass);
  const gate = act(map(input, layer, "feedForward.gate", pass));
  const inner = tf.mul(gate, map(input, layer, "feedForward.in", pass));
  const output = map(inner, layer, "feedForward.out", pass);
  return finish(hidden, output, `${layerSite(layer)}.feedForward`, pass);
}
