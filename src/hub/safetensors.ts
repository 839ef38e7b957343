/**
 * Reads safetensors files: a JSON header and the bytes of each tensor.
 *
 * A file from the Hub is a stranger's: its header is checked against the file before a byte of it
 * is believed. Tensors are read one by one by position, so a checkpoint never lies in memory whole.
 *
 * Source: https://github.com/huggingface/safetensors, section "Format".
 *
 * @module
 */
import { arraySize } from "../core/array_size.ts";
import { type Dtype, DTYPE_BYTES, FLOATS, isDtype, toNumbers } from "./dtype.ts";
import { openFile, readAt, unreadable } from "./position.ts";

/** Where a tensor lies. */
export interface TensorLocation {
  readonly file: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Bytes from the beginning of the file; a multiple of the element's size in well-made files. */
  readonly offset: number;
  readonly byteLength: number;
}

/** A tensor of float32 in memory. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A u64 says how long the header is. */
export const LENGTH_BYTES = 8;

/** The one entry of a header that is no tensor. */
export const METADATA = "__metadata__";

const MAX_HEADER_BYTES = 100_000_000; // the reference implementation's limit

/**
 * Reads the header of a safetensors file.
 *
 * @returns the place of every tensor by name, in the order of the file
 * @throws {UsageError} if the file is cut off or its header contradicts it
 */
export async function readHeader(file: string): Promise<ReadonlyMap<string, TensorLocation>> {
  const { header, begin, size } = await readRawHeader(file);
  const locations = new Map<string, TensorLocation>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== METADATA) locations.set(name, locate(file, name, value, begin, size));
  }
  checkCover(file, locations, begin, size);
  return locations;
}

/**
 * Reads the texts that the writer of a safetensors file left for its reader.
 *
 * @throws {UsageError} if the file has no header
 */
export async function readMetadata(file: string): Promise<Readonly<Record<string, string>>> {
  const { header } = await readRawHeader(file);
  return (header[METADATA] ?? {}) as Readonly<Record<string, string>>;
}

/** The header as it stands in the file, where the tensors begin, and the size of the file. */
async function readRawHeader(file: string) {
  using handle = await openFile(file);
  const { size } = await handle.stat();
  if (size < LENGTH_BYTES) throw unreadable(file, `it has only ${size} bytes: download it again`);
  const lengthBytes = await readAt(handle, 0, LENGTH_BYTES);
  const headerBytes = Number(new DataView(lengthBytes).getBigUint64(0, true));
  if (headerBytes > Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES)) {
    throw unreadable(
      file,
      `header must fit into its ${size} bytes: it claims ${headerBytes}: it is cut off or no safetensors file`,
    );
  }
  const header = parseHeader(file, await readAt(handle, LENGTH_BYTES, headerBytes));
  return { header, begin: LENGTH_BYTES + headerBytes, size };
}

function parseHeader(file: string, bytes: ArrayBuffer): Record<string, unknown> {
  try {
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header === "object" && header !== null && !Array.isArray(header)) return header;
  } catch {
    // told below
  }
  throw unreadable(file, "header must be a JSON object: it is no safetensors file or damaged");
}

function locate(
  file: string,
  name: string,
  value: unknown,
  begin: number,
  size: number,
): TensorLocation {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (!isDtype(dtype)) throw unreadable(file, `tensor "${name}" has unknown type "${dtype}"`);
  if (!isCounts(shape)) throw unreadable(file, `tensor "${name}" has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw unreadable(file, `tensor "${name}" has no valid data_offsets`);
  }
  const [from, to] = offsets as [number, number];
  const byteLength = bytesIn({ dtype, shape });
  if (to - from !== byteLength) {
    throw unreadable(
      file,
      `tensor "${name}" must have ${byteLength} bytes by its shape [${
        shape.join(", ")
      }] and type ${dtype}: header gives it ${to - from}`,
    );
  }
  if (begin + to > size) {
    throw unreadable(
      file,
      `tensor "${name}" must end at byte ${
        begin + to
      }: file has ${size}: it is cut off, download it again`,
    );
  }
  return { file, dtype, shape, offset: begin + from, byteLength };
}

/** Every byte behind the header belongs to exactly one tensor, as the reference demands. */
function checkCover(
  file: string,
  locations: ReadonlyMap<string, TensorLocation>,
  begin: number,
  size: number,
): void {
  const inOrder = [...locations].sort(([, a], [, b]) =>
    a.offset - b.offset || a.byteLength - b.byteLength
  );
  let end = begin;
  for (const [name, { offset, byteLength }] of inOrder) {
    if (offset !== end) {
      const fault = offset < end ? "overlaps with another tensor" : "leaves bytes before it unused";
      throw unreadable(file, `tensor "${name}" ${fault}`);
    }
    end = offset + byteLength;
  }
  if (end !== size) {
    throw unreadable(file, `tensors must end at byte ${end}: file has ${size}: it is damaged`);
  }
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/**
 * Reads one tensor: floats as float32, integers as int32.
 *
 * @throws {UsageError} if its type cannot be read, or the file was cut off meanwhile
 */
export async function readTensor(
  name: string,
  location: TensorLocation,
): Promise<Float32Array | Int32Array> {
  using handle = await openFile(location.file);
  try {
    const bytes = await readAt(handle, location.offset, location.byteLength);
    return toNumbers(location.dtype, bytes);
  } catch (error) {
    throw unreadable(location.file, `tensor "${name}": ${(error as Error).message}`);
  }
}

/** The place of some rows of a tensor, whose first dimension counts them. */
export function rowsOf(location: TensorLocation, first: number, count: number): TensorLocation {
  const rowBytes = location.byteLength / location.shape[0]!;
  return {
    ...location,
    shape: [count, ...location.shape.slice(1)],
    offset: location.offset + first * rowBytes,
    byteLength: count * rowBytes,
  };
}

/** Elements of other types than F32 that are in memory beside the numbers that they become. */
const PIECE = 1 << 20;

/**
 * Reads a tensor of floats into memory that somebody else owns, such as that of an engine.
 *
 * @param values as many as the tensor has elements; other types than F32 are widened in pieces
 * @throws {UsageError} if the tensor holds no floats, or the file was cut off meanwhile
 */
export function fillFloats(
  name: string,
  { file, dtype, offset, byteLength }: TensorLocation,
  values: Float32Array<ArrayBuffer>,
): void {
  const fail = (fault: string) => unreadable(file, `tensor "${name}": ${fault}`);
  if (!FLOATS.includes(dtype)) throw fail(`it must hold floats: file has ${dtype}`);
  const size = DTYPE_BYTES[dtype];
  if (byteLength !== size * values.length) {
    throw fail(`it has ${byteLength / size} numbers: there is room for ${values.length}`);
  }
  try {
    using handle = Deno.openSync(file);
    handle.seekSync(offset, Deno.SeekMode.Start);
    if (dtype === "F32") return readFully(handle, bytesOf(values));
    for (let at = 0; at < values.length; at += PIECE) {
      const bytes = new Uint8Array(size * Math.min(PIECE, values.length - at));
      readFully(handle, bytes);
      values.set(toNumbers(dtype, bytes.buffer), at);
    }
  } catch (error) {
    throw fail((error as Error).message);
  }
}

function readFully(handle: Deno.FsFile, bytes: Uint8Array): void {
  for (let filled = 0; filled < bytes.length;) {
    const count = handle.readSync(bytes.subarray(filled));
    if (count === null) throw new Error(`${bytes.length - filled} bytes are missing`);
    filled += count;
  }
}

/** Bytes of a tensor of that type and shape. */
export function bytesIn({ dtype, shape }: Pick<TensorLocation, "dtype" | "shape">): number {
  return DTYPE_BYTES[dtype] * arraySize(shape);
}

/** The bytes of numbers, in place. */
export function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
