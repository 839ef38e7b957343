/**
 * Numbers in bfloat16, the upper half of float32, as arrays of their 16 bits.
 *
 * @module
 */

/**
 * The 16 bits of the bf16 nearest to an f32, ties to even.
 *
 * @param bits those of the f32
 */
export function roundToBf16(bits: number): number {
  const isNaN = (bits & 0x7fffffff) > 0x7f800000;
  return isNaN ? bits >>> 16 | 0x40 : (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
}

/** Each f32 as the nearest bf16. */
export function toBf16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const aligned = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(new ArrayBuffer(2 * values.length));
  for (let i = 0; i < out.length; i++) out[i] = roundToBf16(aligned[i]!);
  return out;
}

/** The f32 of each bf16. */
export function fromBf16(values: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = values[i]! << 16;
  return new Float32Array(bits.buffer);
}

/** Whether an array of frozen weights is worth halving: vectors are small, and stay f32. */
export function isWorthHalving(shape: readonly number[]): boolean {
  return shape.length >= 2;
}
