/**
 * Reads the tensors of a file of `torch.save`, and runs nothing.
 *
 * Such a file is a zip archive of entries that are not compressed: `data.pkl` says which tensors
 * there are ({@linkcode readStateDict}), `data/0`, `data/1` ... are the numbers that they look into.
 * The file is a stranger's: every place is checked against it before a byte is believed.
 *
 * Source: https://github.com/pytorch/pytorch/blob/v2.5.0/torch/serialization.py, since torch 1.6.
 *
 * @module
 */
import { configure, type Entry, ZipReader } from "@zip.js/zip.js";
import { arraySize } from "../core/array_size.ts";
import { DiskReader } from "../core/disk_reader.ts";
import { UsageError } from "../core/errors.ts";
import { type Dtype, DTYPE_BYTES } from "./dtype.ts";
import { readStateDict, type View } from "./pickle.ts";
import { openFile, readAt, unreadable } from "./position.ts";

/** Where a tensor lies. */
export interface TorchTensor {
  readonly file: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Elements from one to the next along each axis: a transposed tensor is no other numbers. */
  readonly strides: readonly number[];
  /** Its first element, in bytes from the beginning of the file. */
  readonly offset: number;
}

/** Entries of an archive by name. */
type Entries = ReadonlyMap<string, Entry>;

/** Bytes of a file, from its beginning. */
interface Span {
  readonly offset: number;
  readonly byteLength: number;
}

/** Enough for fifty thousand tensors; what a pickle claims in memory grows with it. */
const MAX_PICKLE_BYTES = 8 << 20;

/** Four names of one embedding are usual, and no more than its bytes are in the file. */
const MAX_COPIES = 4;

/**
 * Reads which tensors a file has.
 *
 * @returns the place of every tensor by name, in the order of the file
 * @throws {UsageError} if it is no state dict of torch 1.6 or newer, is damaged, or would do more
 *   than hold tensors
 */
export async function readTorchFile(file: string): Promise<ReadonlyMap<string, TorchTensor>> {
  using handle = await openFile(file);
  try {
    const { size } = await handle.stat();
    await checkForm(handle, size);
    const entries = await readEntries(handle);
    const root = rootOf(entries);
    await checkByteOrder(handle, entries, root);
    const views = readStateDict(await readPickle(handle, entries, root));
    const tensors = new Map<string, TorchTensor>();
    const places = new Map<string, Span>();
    for (const [name, view] of views) {
      const { key } = view.storage;
      if (!places.has(key)) {
        places.set(key, await locate(handle, entries, `${root}/data/${key}`));
      }
      tensors.set(name, { file, ...placeView(name, view, places.get(key)!) });
    }
    checkVolume(tensors, size);
    return tensors;
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(file, (error as Error).message);
  }
}

/** What Python can do with files that are not read here. */
const CONVERT_BY_PYTHON = `python3 -c "
import glob, torch, safetensors.torch
tensors = {}
for file in sorted(glob.glob('pytorch_model*.bin')):
    tensors.update(torch.load(file, map_location='cpu', weights_only=True))
tensors = {name: tensor.clone().contiguous() for name, tensor in tensors.items()}
safetensors.torch.save_file(tensors, 'model.safetensors', {'format': 'pt'})"`;

async function checkForm(handle: Deno.FsFile, size: number): Promise<void> {
  const signature = size < 4 ? "" : new TextDecoder().decode(await readAt(handle, 0, 4));
  if (signature === "PK\x03\x04") return;
  throw new TypeError(
    `it must be a zip archive, the form of torch.save since torch 1.6: it is cut off or of an ` +
      `older form: convert that, in its folder, with\n${CONVERT_BY_PYTHON}`,
  );
}

async function readEntries(handle: Deno.FsFile): Promise<Entries> {
  configure({ useWebWorkers: false });
  const zip = new ZipReader(new DiskReader(handle));
  try {
    return new Map((await zip.getEntries()).map((entry) => [entry.filename, entry]));
  } catch (error) {
    throw new TypeError(`it must be a sound zip archive: ${(error as Error).message}`);
  } finally {
    await zip.close();
  }
}

/** The folder of the archive in which everything lies: it has the name that the file once had. */
function rootOf(entries: Entries): string {
  const roots = [...entries.keys()].flatMap((name) =>
    name.match(/^([^/]+)\/data\.pkl$/)?.[1] ?? []
  );
  if (roots.length === 1) return roots[0]!;
  throw new TypeError(`it must hold one data.pkl: there are ${roots.length}`);
}

async function checkByteOrder(handle: Deno.FsFile, entries: Entries, root: string): Promise<void> {
  const name = `${root}/byteorder`; // since torch 2.1
  if (!entries.has(name)) return;
  const { offset, byteLength } = await locate(handle, entries, name);
  const order = new TextDecoder().decode(await readAt(handle, offset, Math.min(byteLength, 8)));
  if (order !== "little") throw new TypeError(`its numbers must be little-endian: they are not`);
}

async function readPickle(
  handle: Deno.FsFile,
  entries: Entries,
  root: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { offset, byteLength } = await locate(handle, entries, `${root}/data.pkl`);
  if (byteLength > MAX_PICKLE_BYTES) {
    throw new TypeError(
      `data.pkl must have at most ${MAX_PICKLE_BYTES} bytes: it has ${byteLength}`,
    );
  }
  return new Uint8Array(await readAt(handle, offset, byteLength));
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;

/** Where the content of an entry lies: behind a header whose length stands in it. */
async function locate(handle: Deno.FsFile, entries: Entries, name: string): Promise<Span> {
  const entry = entries.get(name);
  const fail = (fault: string) => new TypeError(`entry ${JSON.stringify(name)} ${fault}`);
  if (!entry) throw fail("is missing");
  if (entry.compressionMethod !== 0 || entry.encrypted) throw fail("is compressed or encrypted");
  const header = new DataView(await readAt(handle, entry.offset, LOCAL_HEADER_BYTES));
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE) throw fail("is not where the archive says");
  const offset = entry.offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) +
    header.getUint16(28, true);
  const { size } = await handle.stat();
  const byteLength = entry.uncompressedSize;
  if (offset + byteLength > size) {
    throw fail(`must end at byte ${offset + byteLength}: file has ${size}`);
  }
  return { offset, byteLength };
}

/** Places a view into its storage, within which it must lie. */
function placeView(
  name: string,
  { storage: { dtype, count, key }, offset, shape, strides }: View,
  place: Span,
): Omit<TorchTensor, "file"> {
  const size = DTYPE_BYTES[dtype];
  const fail = (fault: string) => new TypeError(`tensor ${JSON.stringify(name)} ${fault}`);
  if (count * size !== place.byteLength) {
    throw fail(`needs ${count * size} bytes in data/${key}: there are ${place.byteLength}`);
  }
  const numbers = countOf(shape);
  if (numbers > count || offset + reach({ shape, strides }) > count) {
    throw fail(`leaves the ${count} numbers of its storage`);
  }
  return { dtype, shape, strides, offset: place.offset + size * offset };
}

/** A file cannot make us write without end by giving its bytes many names. */
function checkVolume(tensors: ReadonlyMap<string, TorchTensor>, size: number): void {
  let volume = 0;
  for (const { dtype, shape } of tensors.values()) volume += DTYPE_BYTES[dtype] * countOf(shape);
  if (volume <= MAX_COPIES * size) return;
  throw new TypeError(`its ${size} bytes must not be more than ${MAX_COPIES} times used`);
}

/** Elements of a tensor; infinite for absurd shapes, never no number. */
function countOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : arraySize(shape);
}

/** Elements from the first to behind the last one. */
function reach({ shape, strides }: Pick<TorchTensor, "shape" | "strides">): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((sum, axis, i) => sum + (axis - 1) * strides[i]!, 1);
}

/** Whether the elements lie in the file one behind the other, in row-major order. */
function isContiguous({ shape, strides }: TorchTensor): boolean {
  let step = 1;
  return shape.every((_, i) => {
    const axis = shape.length - 1 - i;
    const fits = shape[axis]! <= 1 || strides[axis] === step;
    step *= shape[axis]!;
    return fits;
  });
}

const PIECE_BYTES = 1 << 22;

/**
 * The bytes of a tensor in row-major order, piece by piece. Only what lies in another order is in
 * memory as a whole.
 *
 * @throws {UsageError} if the file was cut off meanwhile
 */
export async function* tensorBytes(
  name: string,
  tensor: TorchTensor,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using handle = await openFile(tensor.file);
  try {
    const byteLength = DTYPE_BYTES[tensor.dtype] * reach(tensor);
    if (!isContiguous(tensor)) {
      yield gather(tensor, await readAt(handle, tensor.offset, byteLength));
      return;
    }
    for (let at = 0; at < byteLength; at += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, byteLength - at);
      yield new Uint8Array(await readAt(handle, tensor.offset + at, length));
    }
  } catch (error) {
    throw unreadable(tensor.file, `tensor "${name}": ${(error as Error).message}`);
  }
}

/** Elements are moved as they are, whatever they mean. */
const WORDS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

/** Puts the elements of a tensor, of which `bytes` begins with the first, into row-major order. */
function gather(
  { dtype, shape, strides }: TorchTensor,
  bytes: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  const Words = WORDS[DTYPE_BYTES[dtype]];
  const from = new Words(bytes);
  const to = new Words(countOf(shape));
  const index = shape.map(() => 0);
  for (let i = 0, at = 0; i < to.length; i++) {
    to[i] = from[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) { // counts on, the last axis first
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return new Uint8Array(to.buffer);
}
