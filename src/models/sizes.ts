/**
 * The sizes of a model.
 *
 * @module
 */
import { arraySize } from "../core/array_size.ts";

/** The sizes on which memory and time depend. */
export interface ModelSizes {
  /** Numbers of the checkpoint. */
  readonly weights: number;
  /** Layers that an input goes through. */
  readonly encoderLayers: number;
  /** Layers that an answer goes through, the same ones in a model with one stack; 0: none is written. */
  readonly decoderLayers: number;
  readonly dModel: number;
  readonly heads: number;
  /** Width of all heads. */
  readonly inner: number;
  readonly dFF: number;
  readonly vocab: number;
  /** Longest input in tokens that the model is meant for. */
  readonly maxLength: number;
}

/** Numbers in arrays of these shapes. */
export function countNumbers(shapes: Readonly<Record<string, readonly number[]>>): number {
  return Object.values(shapes).reduce((sum, shape) => sum + arraySize(shape), 0);
}
