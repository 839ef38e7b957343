/**
 * Dropout from seeded draws.
 *
 * @module
 */
import type { Draws } from "../engine/random.ts";
import * as tf from "../engine/tf.ts";

/**
 * Zeroes each number with probability `rate` and scales the others by `1 / (1 - rate)`.
 *
 * @param x any shape
 * @param draws absent: dropout is off and `x` is returned as it is
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, draws?: Draws): T {
  if (draws === undefined || rate === 0) return x;
  const kept = tf.greaterEqual(draws.uniform(x.shape), rate);
  return tf.mul(x, tf.mul(tf.cast(kept, "float32"), 1 / (1 - rate))) as T;
}
