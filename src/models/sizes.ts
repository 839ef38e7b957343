/**
 * The sizes of a model.
 *
 * @module
 */

/** The sizes on which memory and time depend. */
export interface ModelSizes {
  /** Numbers of the checkpoint. */
  readonly weights: number;
  readonly encoderLayers: number;
  /** 0: it does not write. */
  readonly decoderLayers: number;
  readonly dModel: number;
  readonly heads: number;
  /** Width of all heads. */
  readonly inner: number;
  readonly dFF: number;
  readonly vocab: number;
}

/** Numbers in arrays of these shapes. */
export function countNumbers(shapes: Readonly<Record<string, readonly number[]>>): number {
  const sizes = Object.values(shapes).map((shape) => shape.reduce((size, axis) => size * axis, 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}
