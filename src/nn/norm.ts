/**
 * Normalisations over the last axis.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";

/**
 * Scales by the root mean square: `x / sqrt(mean(x²) + epsilon) * scale`.
 *
 * Source: Zhang and Sennrich 2019 (arXiv:1910.07467); T5's layer norm.
 *
 * @param x `[..., dModel]`
 * @param scale `[dModel]`
 * @returns `[..., dModel]`
 */
export function rmsNorm(x: tf.Tensor, scale: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
  return tf.mul(tf.mul(x, inverse), scale);
}

/**
 * Normalises to mean 0 and variance 1: `(x - mean) / sqrt(variance + epsilon) * scale + shift`.
 *
 * Source: Ba et al. 2016 (arXiv:1607.06450); `epsilon` as in `torch.nn.LayerNorm`.
 *
 * @param x `[..., dModel]`
 * @param scale `[dModel]`
 * @param shift `[dModel]`
 * @returns `[..., dModel]`
 */
export function layerNorm(
  x: tf.Tensor,
  scale: tf.Tensor,
  shift: tf.Tensor,
  epsilon = 1e-5,
): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return tf.add(tf.mul(tf.mul(centred, inverse), scale), shift);
}
