/**
 * Adam with decoupled weight decay.
 *
 * Source: Loshchilov and Hutter 2019 (arXiv:1711.05101); step for step `torch.optim.AdamW`.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import * as tf from "../../engine/tf.ts";
import { joined } from "./joined.ts";
import { named, type Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adamw}. */
export interface AdamwOptions {
  /** Memory of the mean of the gradients. */
  readonly beta1: number;
  /** Memory of the mean of their squares. */
  readonly beta2: number;
  /** Added to the square root that is divided by. */
  readonly epsilon: number;
  /** Share of a parameter, times the learning rate, that each step takes away. */
  readonly weightDecay: number;
}

const DEFAULTS: AdamwOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** AdamW; state: `step`, and `mean.*` and `square.*` of the gradients. */
export const adamw: Optimizer<AdamwOptions> = joined({
  name: "adamw",
  defaults: DEFAULTS,

  init(params) {
    const state: Record<string, tf.Tensor> = { step: tf.scalar(0) };
    for (const [name, { shape }] of Object.entries(params)) {
      state[`mean.${name}`] = tf.zeros(shape);
      state[`square.${name}`] = tf.zeros(shape);
    }
    return state;
  },

  update(params, gradients, state, learningRate, options) {
    const { beta1, beta2, epsilon, weightDecay } = { ...DEFAULTS, ...options };
    const step = tf.add(named(state, "step"), 1);
    const rate = tf.div(learningRate, correction(beta1, step));
    const rootCorrection = tf.sqrt(correction(beta2, step));
    const kept = tf.sub(1, tf.mul(learningRate, weightDecay));
    const next: Record<string, tf.Tensor> = { step };
    const moved: Record<string, tf.Tensor> = {};
    for (const [name, param] of Object.entries(params)) {
      const gradient = named(gradients, name);
      const mean = blend(named(state, `mean.${name}`), gradient, beta1);
      const square = blend(named(state, `square.${name}`), tf.square(gradient), beta2);
      const root = tf.add(tf.div(tf.sqrt(square), rootCorrection), epsilon);
      moved[name] = tf.sub(tf.mul(param, kept), tf.mul(tf.div(mean, root), rate));
      next[`mean.${name}`] = mean;
      next[`square.${name}`] = square;
    }
    return { params: moved, state: next };
  },
});

/** `beta * memory + (1 - beta) * value` */
function blend(memory: tf.Tensor, value: tf.Tensor, beta: number): tf.Tensor {
  return tf.add(tf.mul(memory, beta), tf.mul(value, 1 - beta));
}

/** `1 - beta^step` without the cancellation that f32 has for a beta near 1. */
function correction(beta: number, step: Tensors[string]): tf.Tensor {
  return tf.neg(tf.expm1(tf.mul(step, Math.log(beta))));
}
