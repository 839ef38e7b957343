/**
 * Tensors between the device and files.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import type { TensorData } from "../hub/safetensors.ts";

/** Puts an array of a file on the device; the caller owns it. */
export function upload({ shape, values }: TensorData): tf.Tensor {
  return tf.keep(tf.tensor(values, [...shape], "float32"));
}

/** The array of a tensor, for a file. */
export function download(tensor: tf.Tensor): TensorData {
  return { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
}
