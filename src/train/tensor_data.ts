/**
 * Tensors between the device and files.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import type { TensorData } from "../hub/safetensors.ts";

/** Puts an array of a file on the device as float32; the caller owns it. */
export function upload(
  { shape, values }: Pick<TensorData, "shape"> & {
    readonly values: TensorData["values"] | Int32Array;
  },
): tf.Tensor {
  return tf.keep(tf.tensor(values, [...shape], "float32"));
}

/** The array of a tensor, for a file. */
export function download(tensor: tf.Tensor): TensorData {
  return { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
}
