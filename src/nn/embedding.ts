/**
 * Tables of embeddings.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";

/**
 * Looks up the row of each id.
 *
 * @param table `[rows, width]`
 * @param ids `[batch, length]` int32
 * @returns `[batch, length, width]`
 */
export function lookUpRows(table: tf.Tensor, ids: tf.Tensor2D): tf.Tensor3D {
  const rows = tf.gather(table, tf.reshape(ids, [ids.size]) as tf.Tensor1D);
  return tf.reshape(rows, [...ids.shape, table.shape[1]!]) as tf.Tensor3D;
}
