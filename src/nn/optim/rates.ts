/**
 * Learning rates of their own for some parameters.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import * as tf from "../../engine/tf.ts";
import { named, type Optimizer } from "./optimizer.ts";

/**
 * Gives each parameter a multiple of the learning rate: its move is scaled by `rateOf(name)`.
 *
 * Right for optimizers whose move is proportional to the learning rate, as AdamW's is.
 */
export function withRates<Options extends object>(
  optimizer: Optimizer<Options>,
  rateOf: (name: string) => number,
): Optimizer<Options> {
  return {
    ...optimizer,
    update(params, gradients, state, learningRate, options) {
      const updated = optimizer.update(params, gradients, state, learningRate, options);
      const moved: Record<string, Tensors[string]> = {};
      for (const [name, param] of Object.entries(params)) {
        const next = named(updated.params, name);
        const rate = rateOf(name);
        moved[name] = rate === 1 ? next : tf.add(param, tf.mul(tf.sub(next, param), rate));
      }
      return { params: moved, state: updated.state };
    },
  };
}
