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
 *
 * @returns the gradients, and their norm before
 */
export function clipByGlobalNorm(
  gradients: Tensors,
  maxNorm: number,
): { gradients: Tensors; norm: tf.Scalar } {
  const norm = globalNorm(gradients);
  const factor = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
  const clipped = Object.entries(gradients).map(([name, it]) => [name, tf.mul(it, factor)]);
  return { gradients: Object.fromEntries(clipped), norm };
}

/** Root of the sum of all squares: the length of the gradients as one vector. */
function globalNorm(gradients: Tensors): tf.Scalar {
  const sums = Object.values(gradients).map((it) => tf.sum(tf.square(it)) as tf.Scalar);
  return tf.sqrt(tf.sum(tf.stack(sums)) as tf.Scalar);
}
