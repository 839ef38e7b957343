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
 * @returns `[1, 1, length, length]` 0 on and below the diagonal, a very negative number above
 */
export function causalBias(length: number): tf.Tensor4D {
  const values = new Float32Array(length * length);
  for (let query = 0; query < length; query++) {
    values.fill(MASKED, query * length + query + 1, (query + 1) * length);
  }
  return tf.tensor4d(values, [1, 1, length, length]);
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
