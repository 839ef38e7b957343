/**
 * How many numbers an array has.
 *
 * @module
 */

/** Numbers in an array of that shape; 1 in a scalar. */
export function arraySize(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
