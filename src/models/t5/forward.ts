/**
 * The sublayers of a T5: attention and feed-forward, each with its norm, skip and dropout.
 *
 * Source: Raffel et al. 2020 (arXiv:1910.10683), section 2.1; `T5Block` of transformers. Scores are
 * not divided by sqrt(dHead): T5 has that in its initialisation.
 *
 * @module
 */
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { activation } from "../../nn/activation.ts";
import { attend, attendTo, mergeHeads, splitHeads } from "../../nn/attention.ts";
import { dropout } from "../../nn/dropout.ts";
import { linear } from "../../nn/linear.ts";
import { rmsNorm } from "../../nn/norm.ts";
import { relativeBias } from "../../nn/relative_position.ts";
import type { Pass } from "../model.ts";
import type { T5Config } from "./config.ts";
import { relativeBiasName, type Stack, sublayerName } from "./weights.ts";

/** All that a sublayer needs besides its input. */
export interface T5Pass extends Pass {
  readonly config: T5Config;
}

/** Where a sublayer stands: by Hugging Face name, and as a site. */
export interface Place {
  readonly weights: string;
  readonly site: string;
}

/** The place of a sublayer, counted from 0 in its block. */
export function placeOf(stack: Stack, block: number, sublayer: number, name: string): Place {
  return {
    weights: sublayerName(stack, block, sublayer),
    site: `${stack}.${block}.${name}`,
  };
}

/** Biases of relative positions between `length` and `length`: `[1, heads, length, length]`. */
export function positionBias(stack: Stack, length: number, { base, config }: T5Pass): Tensor4D {
  const table = base[relativeBiasName(stack)] as Tensor2D;
  const { buckets: count, maxDistance } = config;
  const bidirectional = stack === "encoder";
  return relativeBias(table, length, length, { count, maxDistance, bidirectional });
}

/** Dropout at the model's own rate. */
export function drop<T extends Tensor>(x: T, { config, mode }: T5Pass): T {
  return dropout(x, config.dropout, mode.draws);
}

/** A frozen linear map and what the method makes of its input and output. */
function map(x: Tensor, weight: string, site: string, { base, patch }: T5Pass): Tensor {
  const input = patch.input?.(site, x) ?? x;
  const output = linear(input, base[weight]!);
  return patch.linear?.(site, input, output) ?? output;
}

/** The norm of a T5: scale only. */
export function norm(hidden: Tensor, weight: string, { base, config }: T5Pass): Tensor {
  return rmsNorm(hidden, base[weight]!, config.epsilon);
}

function finish(hidden: Tensor3D, output: Tensor, site: string, pass: T5Pass): Tensor3D {
  const patched = pass.patch.sublayer?.(site, output as Tensor3D) ?? output;
  return tf.add(hidden, drop(patched, pass)) as Tensor3D;
}

/**
 * Attends to itself, or to `memory`.
 *
 * @param hidden `[batch, length, dModel]`
 * @param bias `[batch | 1, heads | 1, length | 1, keyLength]`
 * @param kind the Hugging Face name of the attention
 * @param memory `[batch, keyLength, dModel]` the encoder's output, for attention across
 * @returns `[batch, length, dModel]`
 */
export function attentionSublayer(
  hidden: Tensor3D,
  bias: Tensor4D,
  place: Place,
  kind: "SelfAttention" | "EncDecAttention",
  pass: T5Pass,
  memory?: Tensor3D,
): Tensor3D {
  const { weights, site } = place;
  const input = norm(hidden, `${weights}.layer_norm.weight`, pass);
  const names = { weights: `${weights}.${kind}`, site };
  const mixed = memory && readsFew(hidden, pass)
    ? attendAcross(input, memory, bias, names, pass)
    : attendByKeys(input, memory ?? input, bias, names, pass);
  const output = map(mixed, `${names.weights}.o.weight`, `${site}.output`, pass);
  return finish(hidden, output, site, pass);
}

/** Whether it pays to leave out keys and values, and no method has a say in them. */
function readsFew(hidden: Tensor3D, { config, patch }: T5Pass): boolean {
  return hidden.shape[1] < config.dHead && !patch.input && !patch.linear && !patch.keyValue;
}

/** Attention across with the products in the cheaper order. */
function attendAcross(
  input: Tensor,
  memory: Tensor3D,
  bias: Tensor4D,
  { weights, site }: Place,
  pass: T5Pass,
): Tensor3D {
  const weight = (letter: string) => pass.base[`${weights}.${letter}.weight`] as Tensor2D;
  const query = map(input, `${weights}.q.weight`, `${site}.query`, pass) as Tensor3D;
  const source = { positions: memory, keyWeight: weight("k"), valueWeight: weight("v") };
  return attendTo(source, query, pass.config.heads, bias, (x) => drop(x, pass));
}

/** Attention over keys and values of `source`. */
function attendByKeys(
  input: Tensor,
  source: Tensor,
  bias: Tensor4D,
  { weights, site }: Place,
  pass: T5Pass,
): Tensor3D {
  const head = (x: Tensor, letter: string, name: string) =>
    splitHeads(map(x, `${weights}.${letter}.weight`, `${site}.${name}`, pass), pass.config.heads);
  const query = head(input, "q", "query");
  const pair = { key: head(source, "k", "key"), value: head(source, "v", "value") };
  const { key, value } = pass.patch.keyValue?.(site, pair) ?? pair;
  return mergeHeads(attend(query, key, value, bias, 1, (x) => drop(x, pass)));
}

/**
 * Applies the feed-forward layer, gated in T5 1.1.
 *
 * @param hidden `[batch, length, dModel]`
 * @returns `[batch, length, dModel]`
 */
export function feedForwardSublayer(hidden: Tensor3D, place: Place, pass: T5Pass): Tensor3D {
  const { weights, site } = place;
  const dense = `${weights}.DenseReluDense`;
  const act = activation(pass.config.activation);
  const input = norm(hidden, `${weights}.layer_norm.weight`, pass);
  const inner = pass.config.gated
    ? tf.mul(
      act(map(input, `${dense}.wi_0.weight`, `${site}.in`, pass)),
      map(input, `${dense}.wi_1.weight`, `${site}.gate`, pass),
    )
    : act(map(input, `${dense}.wi.weight`, `${site}.in`, pass));
  const output = map(drop(inner, pass), `${dense}.wo.weight`, `${site}.out`, pass);
  return finish(hidden, output, site, pass);
}
