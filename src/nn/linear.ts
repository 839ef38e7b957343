/**
 * The linear map, with weights as PyTorch and Hugging Face store them.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { checkShape } from "./shapes.ts";

/**
 * Applies a linear map to the last axis: `x · weightᵀ + bias`.
 *
 * Leading axes are flattened, so that the product is one matrix multiplication.
 *
 * @param x `[..., inputSize]`
 * @param weight `[outputSize, inputSize]`
 * @param bias `[outputSize]`
 * @returns `[..., outputSize]`
 * @throws {TypeError} if `x` has another last axis
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const [outputSize, inputSize] = weight.shape as [number, number];
  checkShape(x, [...x.shape.slice(0, -1), inputSize], "x"); // a reshape would take others as well
  const rows = tf.reshape(x, [-1, inputSize]) as tf.Tensor2D;
  const product = tf.matMul(rows, weight as tf.Tensor2D, false, true);
  const sum = bias ? tf.add(product, bias) : product;
  return tf.reshape(sum, [...x.shape.slice(0, -1), outputSize]);
}
