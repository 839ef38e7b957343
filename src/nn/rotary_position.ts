/**
 * Rotary positions: queries and keys are turned by angles that grow with their position, so that their
 * product depends on the distance alone.
 *
 * Source: Su et al. 2021 (arXiv:2104.09864), section 3.2; as in transformers, number `i` of a head is
 * paired with number `i + dHead / 2`.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { lookUpRows } from "./embedding.ts";

/** How slow rotations are slowed further for longer texts: type `llama3` of `rope_parameters`. */
export interface RotaryScaling {
  readonly factor: number;
  readonly lowFrequency: number;
  readonly highFrequency: number;
  /** Positions before the stretching. */
  readonly trainedLength: number;
}

/** Which rotations a model has. */
export interface RotaryConfig {
  /** Base of the frequencies. */
  readonly theta: number;
  readonly scaling?: RotaryScaling;
}

/** Cosines and sines of the angles, each `[length, dHead / 2]` or `[batch, 1, length, dHead / 2]`. */
export interface Rotation {
  readonly cos: tf.Tensor;
  readonly sin: tf.Tensor;
}

/**
 * Angles from one position to the next, in radians.
 *
 * @returns `dHead / 2` numbers, from fast to slow
 */
export function rotaryFrequencies(dHead: number, { theta, scaling }: RotaryConfig): number[] {
  const plain = Array.from({ length: dHead / 2 }, (_, i) => theta ** (-2 * i / dHead));
  return scaling ? plain.map((frequency) => slowed(frequency, scaling)) : plain;
}

/** Source: `_compute_llama3_parameters` of transformers. */
function slowed(frequency: number, scaling: RotaryScaling): number {
  const { factor, lowFrequency, highFrequency, trainedLength } = scaling;
  const turns = trainedLength * frequency / (2 * Math.PI);
  const kept = (turns - lowFrequency) / (highFrequency - lowFrequency);
  const share = Math.min(1, Math.max(0, kept));
  return (1 - share) * frequency / factor + share * frequency;
}

/** The rotations of positions 0, 1, 2 ...: `[length, dHead / 2]`. */
export function rotations(dHead: number, config: RotaryConfig, length: number): Rotation {
  const frequencies = rotaryFrequencies(dHead, config);
  const table = (of: (angle: number) => number) =>
    tf.tensor2d(
      Array.from({ length }, (_, position) => frequencies.map((angle) => of(position * angle))),
      [length, frequencies.length],
    );
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/**
 * Looks up the rotations of positions that differ from row to row.
 *
 * @param all of positions 0, 1, 2 ...
 * @param positions `[batch, length]` int32
 * @returns `[batch, 1, length, dHead / 2]`
 */
export function rotationsAt(all: Rotation, positions: tf.Tensor2D): Rotation {
  const at = (table: tf.Tensor) => tf.expandDims(lookUpRows(table, positions), 1);
  return { cos: at(all.cos), sin: at(all.sin) };
}

/**
 * Turns queries or keys.
 *
 * @param x `[batch, heads, length, dHead]`
 */
export function rotate(x: tf.Tensor4D, { cos, sin }: Rotation): tf.Tensor4D {
  const [first, second] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
  return tf.concat([
    tf.sub(tf.mul(first, cos), tf.mul(second, sin)),
    tf.add(tf.mul(second, cos), tf.mul(first, sin)),
  ], 3) as tf.Tensor4D;
}
