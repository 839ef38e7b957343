/**
 * Types of tensors in a program: element type and shape.
 *
 * @module
 */
import { arraySize } from "../../core/array_size.ts";
import { roundToBf16 } from "../../core/bfloat16.ts";
import type { DataType } from "../tf.ts";

/** Element types by their MLIR names. */
export type Element = "f32" | "bf16" | "i32" | "ui32" | "i1";

/** Arrays that hold the elements on the host; bf16 as the upper halves of f32. */
export type HostArray =
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** Arrays that TF.js hands out. */
export type TensorValues =
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** PJRT_Buffer_Type. */
export const BUFFER_TYPE: Readonly<Record<Element, bigint>> = {
  i1: 1n,
  i32: 4n,
  ui32: 8n,
  f32: 11n,
  bf16: 13n,
};

const ARRAYS = {
  f32: Float32Array,
  bf16: Uint16Array,
  i32: Int32Array,
  ui32: Uint32Array,
  i1: Uint8Array,
} as const;

/** The type of one tensor. */
export class TensorType {
  /** As MLIR writes it: `tensor<2x3xf32>`. */
  readonly text: string;
  /** Number of elements. */
  readonly size: number;

  constructor(readonly element: Element, readonly shape: readonly number[]) {
    this.text = `tensor<${shape.map((axis) => `${axis}x`).join("")}${element}>`;
    this.size = arraySize(shape);
  }

  /** The same shape with another element type. */
  of(element: Element): TensorType {
    return element === this.element ? this : new TensorType(element, this.shape);
  }

  /** An array for the elements, zeroed. */
  hostArray(): HostArray {
    const array = ARRAYS[this.element];
    return new array(new ArrayBuffer(this.size * array.BYTES_PER_ELEMENT));
  }
}

/**
 * The element type of a TF.js type.
 *
 * @throws {TypeError} if the engine has none for it
 */
export function elementOf(dtype: DataType): Element {
  switch (dtype) {
    case "float32":
      return "f32";
    case "int32":
      return "i32";
    case "bool":
      return "i1";
    default:
      throw new TypeError(
        `Cannot put a ${dtype} tensor on engine "xla": it must be float32, int32 or bool`,
      );
  }
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

const F32 = new Float32Array(1);
const BITS = new Uint32Array(F32.buffer);

/** An f32's bits. */
function bitsOf(value: number): number {
  F32[0] = value;
  return BITS[0]!;
}

/** A number as a StableHLO literal; floats by their bits, so that none is rounded on the way. */
export function literal(value: number, element: Element): string {
  const hex = (bits: number, digits: number) =>
    `0x${bits.toString(16).toUpperCase().padStart(digits, "0")}`;
  switch (element) {
    case "f32":
      return hex(bitsOf(value), 8);
    case "bf16":
      return hex(roundToBf16(bitsOf(value)), 4);
    case "i1":
      return value ? "true" : "false";
    case "ui32":
      return String(value >>> 0);
    default:
      return String(Math.trunc(value) | 0);
  }
}
