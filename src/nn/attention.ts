/**
 * Multi-head attention without its linear maps, which belong to the model families.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";

/** What a masked position adds to an attention score; small enough that its weight is 0 in f32. */
const MASKED = -1e9;

/**
 * `[batch, length, heads * dHead]` to `[batch, heads, length, dHead]`.
 */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch, length, width] = x.shape as [number, number, number];
  const parts = tf.reshape(x, [batch, length, heads, width / heads]);
  return tf.transpose(parts, [0, 2, 1, 3]) as tf.Tensor4D;
}

/**
 * `[batch, heads, length, dHead]` to `[batch, length, heads * dHead]`.
 */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, length, dHead] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * dHead]);
}

/**
 * Turns a mask into what is added to the attention scores.
 *
 * @param mask `[batch, length]` 1 at tokens, 0 at padding
 * @returns `[batch, 1, 1, length]` 0 at tokens, a very negative number at padding
 */
export function maskBias(mask: tf.Tensor2D): tf.Tensor4D {
  const [batch, length] = mask.shape;
  return tf.reshape(tf.mul(tf.sub(1, mask), MASKED), [batch, 1, 1, length]);
}

/**
 * Forbids each position to see later ones.
 *
 * @param before keys in front of these positions, which all of them see
 * @returns `[1, 1, length, before + length]` 0 where a key may be seen, a very negative number
 *   elsewhere
 */
export function causalBias(length: number, before = 0): tf.Tensor4D {
  const keys = before + length;
  const values = new Float32Array(length * keys);
  for (let query = 0; query < length; query++) {
    values.fill(MASKED, query * keys + before + query + 1, (query + 1) * keys);
  }
  return tf.tensor4d(values, [1, 1, length, keys]);
}

/**
 * Repeats each head of keys or values for a group of queries: grouped-query attention.
 *
 * Source: Ainslie et al. 2023 (arXiv:2305.13245), section 2.2.
 *
 * @param x `[batch, heads, length, dHead]`
 * @param times queries that share a head
 * @returns `[batch, heads * times, length, dHead]`, the copies of a head side by side
 */
export function repeatHeads(x: tf.Tensor4D, times: number): tf.Tensor4D {
  if (times === 1) return x;
  const [batch, heads, length, dHead] = x.shape;
  const flat = tf.reshape(x, [batch, heads, 1, length * dHead]);
  const copies = tf.tile(flat, [1, 1, times, 1]);
  return tf.reshape(copies, [batch, heads * times, length, dHead]);
}

/**
 * Attends: `softmax(scale · query · keyᵀ + bias) · value`.
 *
 * @param query `[batch, heads, queryLength, dHead]`
 * @param key `[batch, heads, keyLength, dHead]`
 * @param value `[batch, heads, keyLength, dHead]`
 * @param bias `[batch | 1, heads | 1, queryLength | 1, at most keyLength]`; keys that a method put
 *   in front of those that the bias covers are seen by all
 * @param onWeights applied to the attention weights: dropout
 * @returns `[batch, heads, queryLength, dHead]`
 */
export function attend(
  query: tf.Tensor4D,
  key: tf.Tensor4D,
  value: tf.Tensor4D,
  bias: tf.Tensor4D,
  scale = 1,
  onWeights: (weights: tf.Tensor) => tf.Tensor = (weights) => weights,
): tf.Tensor4D {
  const added = key.shape[2] - bias.shape[3];
  const full = added > 0 ? tf.pad(bias, [[0, 0], [0, 0], [0, 0], [added, 0]]) : bias;
  const products = tf.matMul(scale === 1 ? query : tf.mul(query, scale), key, false, true);
  const weights = tf.softmax(tf.add(products, full));
  return tf.matMul(onWeights(weights), value) as tf.Tensor4D;
}

/** What {@linkcode attendTo} attends to: positions, and the maps to their keys and values. */
export interface Memory {
  /** `[batch, keyLength, dModel]` */
  readonly positions: tf.Tensor3D;
  /** `[heads * dHead, dModel]` */
  readonly keyWeight: tf.Tensor2D;
  /** `[heads * dHead, dModel]` */
  readonly valueWeight: tf.Tensor2D;
}

/**
 * Attends to positions without making a key and a value of each:
 * `softmax(query · keyWeight · positionsᵀ + bias) · positions · valueWeightᵀ`.
 *
 * The same as {@linkcode attend} on mapped keys and values, with the products in another order: the
 * maps meet the queries. A decoder that writes a word or two reads an input of hundreds of tokens, so
 * that a step of T5 needs about an eighth fewer operations. It pays as long as `queryLength < dHead`.
 *
 * @param query `[batch, queryLength, heads * dHead]`
 * @param bias `[batch | 1, heads | 1, queryLength | 1, keyLength]`
 * @param onWeights applied to the attention weights: dropout
 * @returns `[batch, queryLength, heads * dHead]`
 */
export function attendTo(
  { positions, keyWeight, valueWeight }: Memory,
  query: tf.Tensor3D,
  heads: number,
  bias: tf.Tensor4D,
  onWeights: (weights: tf.Tensor) => tf.Tensor = (weights) => weights,
): tf.Tensor3D {
  const [batch, length, width] = query.shape;
  const [, keyLength, dModel] = positions.shape;
  const dHead = width / heads;
  const perHead = (weight: tf.Tensor2D) => tf.reshape(weight, [heads, dHead, dModel]);
  const split = tf.transpose(tf.reshape(query, [batch, length, heads, dHead]), [2, 0, 1, 3]);
  const queries = tf.reshape(split, [heads, batch * length, dHead]);
  // [batch, heads * length, dModel] from [heads, batch * length, dModel], and back
  const batchFirst = (x: tf.Tensor) =>
    tf.reshape(swapFirst(x, [heads, batch, length, dModel]), [batch, heads * length, dModel]);
  const headsFirst = (x: tf.Tensor) =>
    tf.reshape(swapFirst(x, [batch, heads, length, dModel]), [heads, batch * length, dModel]);
  const mapped = batchFirst(tf.matMul(queries, perHead(keyWeight)));
  const products = tf.matMul(mapped, positions, false, true);
  const scores = tf.reshape(products, [batch, heads, length, keyLength]);
  const weights = onWeights(tf.softmax(tf.add(scores, bias)));
  const mixed = tf.matMul(tf.reshape(weights, [batch, heads * length, keyLength]), positions);
  const values = tf.matMul(headsFirst(mixed), perHead(valueWeight), false, true);
  const merged = tf.transpose(tf.reshape(values, [heads, batch, length, dHead]), [1, 2, 0, 3]);
  return tf.reshape(merged, [batch, length, width]) as tf.Tensor3D;
}

/** Reshapes to four axes and exchanges the first two. */
function swapFirst(x: tf.Tensor, shape: [number, number, number, number]): tf.Tensor {
  return tf.transpose(tf.reshape(x, shape), [1, 0, 2, 3]);
}
