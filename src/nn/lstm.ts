/**
 * A bidirectional LSTM over one short sequence.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import * as tf from "../engine/tf.ts";
import { uniform } from "./init.ts";

/** One layer; the first axis holds the directions: forward, backward. */
export interface BilstmLayer {
  /** `[2, 4 * hidden, inputSize]`, gates stacked as input, forget, cell, output. */
  readonly inputWeight: tf.Tensor;
  /** `[2, 4 * hidden, hidden]` */
  readonly hiddenWeight: tf.Tensor;
  /** `[2, 4 * hidden]` */
  readonly inputBias: tf.Tensor;
  /** `[2, 4 * hidden]`; adds to `inputBias`: two are PyTorch's way. */
  readonly hiddenBias: tf.Tensor;
}

/** A layer as `torch.nn.LSTM` draws it: uniform within `1 / sqrt(hidden)`; the caller owns it. */
export function initBilstm(inputSize: number, hidden: number, rng: Rng): BilstmLayer {
  const draw = (name: string, shape: number[]) =>
    uniform([2, 4 * hidden, ...shape], 1 / Math.sqrt(hidden), rng.fork(name));
  return {
    inputWeight: draw("inputWeight", [inputSize]),
    hiddenWeight: draw("hiddenWeight", [hidden]),
    inputBias: draw("inputBias", []),
    hiddenBias: draw("hiddenBias", []),
  };
}

/** Numbers in a layer. */
export function countBilstm(inputSize: number, hidden: number): number {
  return 2 * 4 * hidden * (inputSize + hidden + 2);
}

/**
 * Runs a layer over a sequence in both directions from a zero state.
 *
 * The steps are unrolled: soft prompts are short. Both directions go as one batch of two.
 *
 * Source: `torch.nn.LSTM`, `bidirectional=True`.
 *
 * @param sequence `[length, inputSize]`
 * @returns `[length, 2 * hidden]`, forward half first
 */
export function bilstm(sequence: tf.Tensor2D, layer: BilstmLayer): tf.Tensor2D {
  const [length] = sequence.shape;
  const hiddenSize = layer.hiddenWeight.shape[2]!;
  const both = tf.stack([sequence, tf.reverse(sequence, 0)]); // [2, length, inputSize]
  const bias = tf.expandDims(tf.add(layer.inputBias, layer.hiddenBias), 1);
  const driven = tf.add(tf.matMul(both, layer.inputWeight, false, true), bias);
  let hidden: tf.Tensor = tf.zeros([2, 1, hiddenSize]);
  let cell: tf.Tensor = hidden;
  const outputs: tf.Tensor[] = [];
  for (const input of tf.split(driven, length, 1)) { // [2, 1, 4 * hidden]
    const gates = tf.add(input, tf.matMul(hidden, layer.hiddenWeight, false, true));
    const [enter, forget, fresh, leave] = tf.split(gates, 4, 2);
    cell = tf.add(
      tf.mul(tf.sigmoid(forget!), cell),
      tf.mul(tf.sigmoid(enter!), tf.tanh(fresh!)),
    );
    hidden = tf.mul(tf.sigmoid(leave!), tf.tanh(cell));
    outputs.push(hidden);
  }
  const [forward, backward] = tf.unstack(tf.concat(outputs, 1)); // [length, hidden] each
  return tf.concat([forward!, tf.reverse(backward!, 0)], 1) as tf.Tensor2D;
}
