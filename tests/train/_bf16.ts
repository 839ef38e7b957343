/**
 * Frozen weights stored as bf16, on any engine: what it costs in accuracy.
 *
 * @module
 */
import { assert, assertLess } from "@std/assert";
import type { Session } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { batchTensors, FIXTURE, prepareTraining } from "./_training.ts";

/**
 * Twenty steps stay near PyTorch's losses with f32 weights, but do not equal them.
 *
 * @param how shown with the errors
 * @returns the last state; the caller owns it
 */
export function checkBf16Steps(session: Session, how: string): Record<string, tf.Tensor> {
  const training = prepareTraining(session, { precision: "bf16" });
  const program = session.compile("train", training.program);
  let state: Record<string, tf.Tensor> = training.state();
  const errors: number[] = [];
  for (const [step, batch] of FIXTURE.order.entries()) {
    const result = program.run(state, {
      ...batchTensors(FIXTURE.batches[batch]!),
      learningRate: tf.scalar(FIXTURE.config.optimizer.learningRate),
      seed: tf.tensor1d([step, 0], "int32"),
    });
    state = { ...result.state };
    const [loss] = result.outputs.loss!.dataSync();
    errors.push(Math.abs(loss! / FIXTURE.losses[step]! - 1));
  }
  program.dispose();
  const worst = Math.max(...errors);
  console.log(`bf16 ${how}: relative error of the first loss ${errors[0]}, at most ${worst}`);
  assertLess(errors[0]!, 0.005); // 8 bits of mantissa are 0.4 %
  assertLess(worst, 0.05); // this training amplifies a difference tenfold every ten steps
  assert(errors[0]! > 1e-6, "the weights were not rounded");
  return state;
}
