/**
 * Small tensors joined into one vector, so that an update is a dozen ops and not a dozen for each.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import * as tf from "../../engine/tf.ts";
import { named, type Optimizer } from "./optimizer.ts";

/** From this size on the numbers of a tensor cost more than its ops: it is left alone. */
const LARGE = 1 << 16;

/** Name of the vector; no parameter has it, as theirs are words with dots. */
const JOINED = "*";

/**
 * Makes an optimizer treat all small parameters as one.
 *
 * Only right for an optimizer that treats each number by itself.
 */
export function joined<Options extends object>(
  optimizer: Optimizer<Options>,
): Optimizer<Options> {
  return {
    name: optimizer.name,
    defaults: optimizer.defaults,
    init(params, options) {
      const vectors = tf.tidy(() => join(params, params));
      const state = optimizer.init(vectors, options);
      vectors[JOINED]?.dispose();
      return state;
    },
    update(params, gradients, state, learningRate, options) {
      const updated = optimizer.update(
        join(params, params),
        join(params, gradients),
        state,
        learningRate,
        options,
      );
      return { params: part(params, updated.params), state: updated.state };
    },
  };
}

function isSmall(tensor: tf.Tensor): boolean {
  return tensor.size < LARGE;
}

/** `values` in the order of `params`, the small ones as one vector. */
function join(params: Tensors, values: Tensors): Record<string, tf.Tensor> {
  const joined: Record<string, tf.Tensor> = {};
  const small: tf.Tensor1D[] = [];
  for (const [name, param] of Object.entries(params)) {
    const value = named(values, name);
    if (isSmall(param)) small.push(tf.reshape(value, [param.size]));
    else joined[name] = value;
  }
  if (small.length > 0) joined[JOINED] = tf.concat(small);
  return joined;
}

/** The inverse of {@linkcode join}. */
function part(params: Tensors, values: Tensors): Record<string, tf.Tensor> {
  const small = Object.entries(params).filter(([, param]) => isSmall(param));
  const pieces = small.length === 0
    ? []
    : tf.split(named(values, JOINED), small.map(([, { size }]) => size));
  const parted = small.map(([name, { shape }], i) => [name, tf.reshape(pieces[i]!, shape)]);
  const large = Object.keys(params).filter((name) => !isSmall(params[name]!));
  return Object.fromEntries([...parted, ...large.map((name) => [name, named(values, name)])]);
}
