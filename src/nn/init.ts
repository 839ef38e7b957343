/**
 * First values of parameters, drawn on the host from a seeded stream; the caller owns the tensors.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import * as tf from "../engine/tf.ts";

/** Draws each number uniformly from `-bound` to `bound`. */
export function uniform(shape: readonly number[], bound: number, rng: Rng): tf.Tensor {
  return draw(shape, () => (2 * rng.uniform() - 1) * bound);
}

/** Draws each number from a normal distribution with mean 0. */
export function normal(shape: readonly number[], deviation: number, rng: Rng): tf.Tensor {
  return draw(shape, () => rng.normal() * deviation);
}

function draw(shape: readonly number[], value: () => number): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, value), [
    ...shape,
  ]);
}

/**
 * Weight and bias of a linear map as `torch.nn.Linear` draws them: uniform within
 * `1 / sqrt(inputSize)`.
 *
 * @param weightShape `[..., outputSize, inputSize]`
 */
export function initLinear(
  weightShape: readonly number[],
  rng: Rng,
): { weight: tf.Tensor; bias: tf.Tensor } {
  const bound = 1 / Math.sqrt(weightShape.at(-1)!);
  return {
    weight: uniform(weightShape, bound, rng.fork("weight")),
    bias: uniform(weightShape.slice(0, -1), bound, rng.fork("bias")),
  };
}
