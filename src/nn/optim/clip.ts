/**
 * Gradient clipping.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import * as tf from "../../engine/tf.ts";

/**
 * Scales gradients so that their norm, taken over all of them, is at most `maxNorm`.
 *
 * Source: `torch.nn.utils.clip_grad_norm_`.
 */
export function clipByGlobalNorm(gradients: Tensors, maxNorm: number): Tensors {
  const factor = tf.minimum(tf.div(maxNorm, tf.add(globalNorm(gradients), 1e-6)), 1);
  const clipped = Object.entries(gradients).map(([name, it]) => [name, tf.mul(it, factor)]);
  return Object.fromEntries(clipped);
}

/** Root of the sum of all squares: the length of the gradients as one vector. */
function globalNorm(gradients: Tensors): tf.Scalar {
  const sums = Object.values(gradients).map((it) => tf.sum(tf.square(it)) as tf.Scalar);
  return tf.sqrt(tf.sum(tf.stack(sums)) as tf.Scalar);
}
