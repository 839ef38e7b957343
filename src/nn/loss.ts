/**
 * Losses and likelihoods of target tokens.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { checkShape } from "./shapes.ts";

/** Target id of a position that does not count, as in PyTorch. */
export const IGNORED = -100;

/**
 * Log-likelihood of each target token; 0 at ignored positions.
 *
 * @param logits `[batch, targetLength, vocab]`
 * @param targetIds `[batch, targetLength]` int32, {@linkcode IGNORED} where nothing counts
 * @returns `[batch, targetLength]`
 * @throws {TypeError} if the shapes do not fit
 */
export function tokenLogLikelihood(logits: tf.Tensor3D, targetIds: tf.Tensor2D): tf.Tensor2D {
  const [batch, targetLength, vocab] = logits.shape;
  checkShape(targetIds, [batch, targetLength], "targetIds");
  const rows = tf.reshape(logits, [batch * targetLength, vocab]) as tf.Tensor2D;
  // one-hot of a negative id is all zeros: ignored positions give 0 by themselves
  const hot = tf.oneHot(tf.reshape(targetIds, [batch * targetLength]) as tf.Tensor1D, vocab);
  const counted = tf.sum(hot, -1);
  const chosen = tf.sum(tf.mul(rows, hot), -1);
  const logPartition = tf.mul(tf.logSumExp(rows, -1), counted);
  return tf.reshape(tf.sub(chosen, logPartition), [batch, targetLength]) as tf.Tensor2D;
}

/**
 * Mean negative log-likelihood of the counted target tokens, as `torch.nn.CrossEntropyLoss`.
 *
 * @param logits `[batch, targetLength, vocab]`
 * @param targetIds `[batch, targetLength]` int32, {@linkcode IGNORED} where nothing counts
 * @returns scalar
 * @throws {TypeError} if the shapes do not fit
 */
export function crossEntropy(logits: tf.Tensor3D, targetIds: tf.Tensor2D): tf.Scalar {
  const counted = tf.sum(tf.cast(tf.greaterEqual(targetIds, 0), "float32"));
  const total = tf.sum(tokenLogLikelihood(logits, targetIds));
  return tf.neg(tf.div(total, counted)) as tf.Scalar;
}
