/**
 * The number types of safetensors files, and how each becomes an array that JavaScript can compute
 * with.
 *
 * @module
 */
import { fromBf16 } from "../core/bfloat16.ts";

/** Bytes of one element, by the name in the file. */
export const DTYPE_BYTES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

/** The name of a number type as it stands in a safetensors file. */
export type Dtype = keyof typeof DTYPE_BYTES;

/** Whether that is the name of a number type. */
export function isDtype(name: unknown): name is Dtype {
  return typeof name === "string" && Object.hasOwn(DTYPE_BYTES, name);
}

/** Types of real numbers that {@linkcode toNumbers} reads. */
export const FLOATS: readonly Dtype[] = ["F32", "F16", "BF16", "F64"];

/** Types that {@linkcode toNumbers} reads. */
const READERS: Partial<Record<Dtype, (bytes: ArrayBuffer) => Float32Array | Int32Array>> = {
  F32: (bytes) => new Float32Array(bytes),
  F16: (bytes) => new Float32Array(new Float16Array(bytes)),
  BF16: (bytes) => fromBf16(new Uint16Array(bytes)),
  F64: (bytes) => new Float32Array(new Float64Array(bytes)),
  I32: (bytes) => new Int32Array(bytes),
  I64: narrowInt64,
};

/**
 * Turns the little-endian bytes of a tensor into numbers: floats into float32, integers into int32.
 *
 * Every float16 and bfloat16 is a float32, so only F64 is rounded. F32 and I32 take over `bytes`.
 *
 * @throws {TypeError} if no engine has a use for that type
 * @throws {RangeError} if an integer does not fit into 32 bits
 */
export function toNumbers(dtype: Dtype, bytes: ArrayBuffer): Float32Array | Int32Array {
  const read = READERS[dtype];
  if (read) return read(bytes);
  throw new TypeError(`type must be one of ${Object.keys(READERS).join(", ")}: file has ${dtype}`);
}

function narrowInt64(bytes: ArrayBuffer): Int32Array {
  const wide = new BigInt64Array(bytes);
  return Int32Array.from(wide, (value) => {
    if (value === BigInt.asIntN(32, value)) return Number(value);
    throw new RangeError(`integers must fit into 32 bits: file has ${value}`);
  });
}
