/**
 * TensorFlow tensors from and to JavaScript arrays.
 *
 * @module
 */
import { arraySize } from "../../core/array_size.ts";
import { fromBf16 } from "../../core/bfloat16.ts";
import type { Native } from "./native.ts";
import { DATA_TYPE } from "./symbols.ts";

/** What TF.js's node kernels hand over: numbers, or the UTF-8 bytes of each string. */
export type TensorData = ArrayBufferView<ArrayBuffer> | readonly number[] | readonly Uint8Array[];

const TSTRING_BYTES = 24;

const BYTES_PER_VALUE: Readonly<Record<number, number>> = {
  [DATA_TYPE.float32]: 4,
  [DATA_TYPE.int32]: 4,
  [DATA_TYPE.uint8]: 1,
  [DATA_TYPE.complex64]: 8,
  [DATA_TYPE.int64]: 8,
  [DATA_TYPE.bool]: 1,
};

/**
 * Bytes of a tensor's values.
 *
 * @throws {TypeError} if their number does not fit the shape
 */
export function valueBytes(
  shape: readonly number[],
  type: number,
  data: TensorData,
): Uint8Array<ArrayBuffer> {
  const view = ArrayBuffer.isView(data) ? data : typedArray(type, data as readonly number[]);
  const wanted = arraySize(shape) * BYTES_PER_VALUE[type]!;
  if (view.byteLength !== wanted) {
    throw new TypeError(
      `Cannot make a tensor of shape [${
        shape.join(", ")
      }]: it takes ${wanted} bytes: data has ${view.byteLength}`,
    );
  }
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function typedArray(type: number, values: readonly number[]): ArrayBufferView<ArrayBuffer> {
  if (type === DATA_TYPE.float32) return new Float32Array(values);
  if (type === DATA_TYPE.bool || type === DATA_TYPE.uint8) return new Uint8Array(values);
  return new Int32Array(values);
}

/** Makes a TF_Tensor with a copy of the values; the caller deletes it. */
export function newTensor(
  native: Native,
  dims: { address: bigint; view: BigUint64Array },
  shape: readonly number[],
  type: number,
  data: TensorData,
): bigint {
  const { c } = native;
  shape.forEach((axis, i) => dims.view[i] = BigInt(axis));
  if (type === DATA_TYPE.string) {
    const texts = data as readonly Uint8Array<ArrayBuffer>[];
    const bytes = BigInt(TSTRING_BYTES * texts.length);
    const tensor = c.TF_AllocateTensor(type, dims.address, shape.length, bytes);
    const base = c.TF_TensorData(tensor);
    texts.forEach((text, i) => {
      const place = base + BigInt(TSTRING_BYTES * i);
      c.TF_StringInit(place);
      c.TF_StringCopy(place, text, BigInt(text.byteLength));
    });
    return tensor;
  }
  const bytes = valueBytes(shape, type, data);
  const size = BigInt(bytes.byteLength);
  const tensor = c.TF_AllocateTensor(type, dims.address, shape.length, size);
  if (size > 0n) c.copyIn(c.TF_TensorData(tensor), bytes, size);
  return tensor;
}

/**
 * Makes a float32 TF_Tensor whose values are written right into its memory; the caller deletes it.
 *
 * @param fill writes all values; if it throws, there is no tensor
 */
export function newFilledTensor(
  native: Native,
  dims: { address: bigint; view: BigUint64Array },
  shape: readonly number[],
  fill: (values: Float32Array<ArrayBuffer>) => void,
): bigint {
  const { c } = native;
  shape.forEach((axis, i) => dims.view[i] = BigInt(axis));
  const bytes = 4 * arraySize(shape);
  const type = DATA_TYPE.float32;
  const tensor = c.TF_AllocateTensor(type, dims.address, shape.length, BigInt(bytes));
  if (bytes === 0) return tensor;
  try {
    const memory = Deno.UnsafePointer.create(c.TF_TensorData(tensor))!;
    fill(new Float32Array(Deno.UnsafePointerView.getArrayBuffer(memory, bytes)));
    return tensor;
  } catch (error) {
    c.TF_DeleteTensor(tensor);
    throw error;
  }
}

/** Frees the strings inside a tensor made by {@linkcode newTensor}: TensorFlow itself never does. */
export function freeStrings(native: Native, tensor: bigint, count: number): void {
  const base = native.c.TF_TensorData(tensor);
  for (let i = 0; i < count; i++) native.c.TF_StringDealloc(base + BigInt(TSTRING_BYTES * i));
}

/** Copies a TF_Tensor's values out. */
export function readTensor(
  native: Native,
  tensor: bigint,
): Float32Array | Int32Array | Uint8Array | BigInt64Array | Uint8Array[] {
  const { c } = native;
  const type = c.TF_TensorType(tensor);
  const data = c.TF_TensorData(tensor);
  if (type === DATA_TYPE.string) {
    const count = Number(c.TF_TensorElementCount(tensor));
    return Array.from({ length: count }, (_, i) => {
      const place = data + BigInt(TSTRING_BYTES * i);
      const size = c.TF_StringGetSize(place);
      const text = new Uint8Array(Number(size));
      if (size > 0n) c.copyOut(text, c.TF_StringGetDataPointer(place), size);
      return text;
    });
  }
  const size = c.TF_TensorByteSize(tensor);
  const bytes = new Uint8Array(Number(size));
  if (size > 0n) c.copyOut(bytes, data, size);
  switch (type) {
    case DATA_TYPE.float32:
    case DATA_TYPE.complex64:
      return new Float32Array(bytes.buffer);
    case DATA_TYPE.int32:
      return new Int32Array(bytes.buffer);
    case DATA_TYPE.bfloat16:
      return fromBf16(new Uint16Array(bytes.buffer));
    case DATA_TYPE.int64:
      return new BigInt64Array(bytes.buffer);
    default:
      return bytes;
  }
}
