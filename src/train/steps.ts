/**
 * Training steps: the loop that any training goes through, with its checks.
 *
 * @module
 */
import { NonFiniteLoss, RunInterrupted } from "../core/errors.ts";
import type { Compiled, Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";

/** How a loop goes; everything but the data. */
export interface StepsOptions {
  readonly steps: number;
  /** Steps that were made before; absent: none. */
  readonly from?: number;
  /** Learning rate of a step, counted from 0. */
  readonly learningRate: (step: number) => number;
  /** Seed of a step for dropout. */
  readonly seed: (step: number) => number;
  readonly signal?: AbortSignal;
  /** After each step, counted from 1; may be slow, the loop waits. */
  readonly afterStep?: (step: number, loss: number, state: Tensors) => void | Promise<void>;
  /** Before the loop ends because of `signal`, with the steps made so far. */
  readonly beforeStop?: (step: number, state: Tensors) => void | Promise<void>;
}

/**
 * Runs training steps.
 *
 * @param state taken over; on a throw it is disposed of
 * @param nextBatch tensors of the next batch, which the loop disposes of
 * @returns the last state; the caller owns it
 * @throws {NonFiniteLoss} at the first loss that is not a finite number
 * @throws {RunInterrupted} if the signal is aborted
 */
export async function runSteps(
  program: Compiled,
  state: Tensors,
  nextBatch: () => Tensors,
  options: StepsOptions,
): Promise<Tensors> {
  try {
    for (let step = options.from ?? 0; step < options.steps; step++) {
      if (options.signal?.aborted) {
        await options.beforeStop?.(step, state);
        throw new RunInterrupted("Stopped on request");
      }
      const inputs = {
        ...nextBatch(),
        learningRate: tf.scalar(options.learningRate(step)),
        seed: tf.tensor1d([options.seed(step), 0], "int32"),
      };
      const result = runOnce(program, state, inputs);
      state = result.state;
      const loss = result.outputs.loss!.dataSync()[0]!;
      tf.dispose(Object.values(result.outputs));
      if (!Number.isFinite(loss)) throw new NonFiniteLoss(step + 1, loss);
      await options.afterStep?.(step + 1, loss, state);
      if (step % 16 === 15) await breathe();
    }
    return state;
  } catch (error) {
    tf.dispose(Object.values(state));
    throw error;
  }
}

/** One call; the inputs are disposed of whether it succeeds or not. */
function runOnce(program: Compiled, state: Tensors, inputs: Tensors): ReturnType<Compiled["run"]> {
  try {
    return program.run(state, inputs);
  } finally {
    tf.dispose(Object.values(inputs));
  }
}

/** Lets timers and signals be heard: the steps themselves are synchronous. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
