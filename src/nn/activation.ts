/**
 * Activation functions by the names that Hugging Face configurations use.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import * as tf from "../engine/tf.ts";

/** A function of each number. */
export type Activation = (x: tf.Tensor) => tf.Tensor;

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

/** `0.5 x (1 + erf(x / sqrt(2)))`: BERT's gelu. */
function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** `0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x³)))`: the gelu of T5 1.1. */
function geluNew(x: tf.Tensor): tf.Tensor {
  const cubic = tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, SQRT_2_OVER_PI)), 1));
}

/** `x · sigmoid(x)`: the activation of Llama. */
function silu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.sigmoid(x));
}

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  relu: (x) => tf.relu(x),
  gelu,
  gelu_new: geluNew,
  silu,
  tanh: (x) => tf.tanh(x),
};

/**
 * Finds an activation by its Hugging Face name.
 *
 * @throws {UsageError} if the name is unknown
 */
export function activation(name: string): Activation {
  return lookUp(ACTIVATIONS, name, "activation");
}
