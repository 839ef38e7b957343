/**
 * T5's relative position buckets.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";

/** How distances are put into buckets. */
export interface Buckets {
  readonly count: number;
  /** Distances from here on share the last bucket. */
  readonly maxDistance: number;
  /** Whether looking ahead has buckets of its own; false in a decoder. */
  readonly bidirectional: boolean;
}

/**
 * Bucket of a distance: exact when near, logarithmic when far.
 *
 * Source: Raffel et al. 2020, section 2.1; `_relative_position_bucket` of Mesh TensorFlow.
 *
 * @param distance key position minus query position
 */
export function relativeBucket(distance: number, buckets: Buckets): number {
  let count = buckets.count;
  let offset = 0;
  let far = -Math.min(distance, 0);
  if (buckets.bidirectional) {
    count = count / 2;
    if (distance > 0) offset = count;
    far = Math.abs(distance);
  }
  const exact = Math.floor(count / 2);
  if (far < exact) return offset + far;
  // Math.fround: the reference computes in f32, and a bucket is a rounded logarithm
  const ratio = Math.fround(Math.log(Math.fround(far / exact))) /
    Math.fround(Math.log(buckets.maxDistance / exact));
  const large = exact + Math.floor(Math.fround(ratio * (count - exact)));
  return offset + Math.min(large, count - 1);
}

/**
 * Looks up the bias that each head adds to its scores.
 *
 * @param table `[buckets, heads]`
 * @returns `[1, heads, queryLength, keyLength]`
 */
export function relativeBias(
  table: tf.Tensor2D,
  queryLength: number,
  keyLength: number,
  buckets: Buckets,
): tf.Tensor4D {
  const ids = new Int32Array(queryLength * keyLength);
  for (let query = 0; query < queryLength; query++) {
    for (let key = 0; key < keyLength; key++) {
      ids[query * keyLength + key] = relativeBucket(key - query, buckets);
    }
  }
  const rows = tf.gather(table, tf.tensor1d(ids, "int32"));
  const biases = tf.reshape(rows, [1, queryLength, keyLength, table.shape[1]]);
  return tf.transpose(biases, [0, 3, 1, 2]) as tf.Tensor4D;
}
