/**
 * Writes safetensors files, which appear whole or not at all.
 *
 * Source: https://github.com/huggingface/safetensors, section "Format".
 *
 * @module
 */
import { arraySize } from "../core/array_size.ts";
import { fillAtomically } from "../core/atomic_file.ts";
import { writeAll } from "../core/write_all.ts";
import { type Dtype, DTYPE_BYTES } from "./dtype.ts";
import { bytesIn, bytesOf, LENGTH_BYTES, METADATA, type TensorData } from "./safetensors.ts";

/** A tensor to write that need not be in memory whole. */
export interface TensorPieces {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Its bytes in row-major order, little-endian, one piece after another. */
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Of the first tensor: so that it can be mapped into memory and used in place. */
const ALIGNMENT = 64;

/**
 * Writes float32 tensors; equal tensors give equal bytes, whatever the order of their keys.
 *
 * @param metadata texts for the reader of the file
 */
export async function writeSafetensors(
  file: string,
  tensors: Readonly<Record<string, TensorData>>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const pieces = Object.entries(tensors).map(([name, { shape, values }]) => {
    const count = arraySize(shape);
    if (count !== values.length) {
      throw new RangeError(
        `Cannot write tensor "${name}": shape [${shape}] needs ${count} numbers: there are ${values.length}`,
      );
    }
    return [name, { dtype: "F32", shape, pieces: () => [bytesOf(values)] }] as const;
  });
  await writePieces(file, new Map(pieces), metadata);
}

/**
 * Writes tensors of any type piece by piece; equal tensors give equal bytes, whatever their order.
 *
 * @param metadata texts for the reader of the file
 * @throws {RangeError} if the pieces of a tensor are more or fewer bytes than its shape and type say
 */
export async function writePieces(
  file: string,
  tensors: ReadonlyMap<string, TensorPieces>,
  metadata: Readonly<Record<string, string>> = { format: "pt" },
): Promise<void> {
  // as the reference does, so that each tensor begins at a multiple of its element's size
  const entries = [...tensors].sort(([a, { dtype: one }], [b, { dtype: other }]) =>
    DTYPE_BYTES[other] - DTYPE_BYTES[one] || (a < b ? -1 : 1)
  );
  await fillAtomically(file, async (handle) => {
    await writeAll(handle, encodeHeader(entries, metadata));
    for (const [name, tensor] of entries) await writeTensor(handle, name, tensor);
  });
}

async function writeTensor(handle: Deno.FsFile, name: string, tensor: TensorPieces): Promise<void> {
  const wanted = bytesIn(tensor);
  let written = 0;
  for await (const piece of tensor.pieces()) {
    await writeAll(handle, piece);
    written += piece.length;
  }
  if (written === wanted) return;
  throw new RangeError(`Cannot write tensor "${name}": it needs ${wanted} bytes: got ${written}`);
}

function encodeHeader(
  entries: readonly (readonly [string, TensorPieces])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: [string, unknown][] = [[METADATA, metadata]];
  let end = 0;
  for (const [name, tensor] of entries) {
    if (name === METADATA) {
      throw new RangeError(`Cannot write tensor "${name}": the format keeps that name`);
    }
    const { dtype, shape } = tensor;
    header.push([name, { dtype, shape, data_offsets: [end, end += bytesIn(tensor)] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil((LENGTH_BYTES + json.length) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length).fill(0x20); // the format pads with spaces
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length - LENGTH_BYTES), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}
