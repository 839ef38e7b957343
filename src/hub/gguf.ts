/**
 * Reads GGUF files, the format of llama.cpp: settings, a tokenizer, and weights that may be held in a
 * few bits.
 *
 * `@huggingface/gguf` reads what stands before the weights; it is loaded when a file is opened only.
 *
 * Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 *
 * @module
 */
import type { GGUFParseOutput } from "@huggingface/gguf";
import { arraySize } from "../core/array_size.ts";
import { BLOCK_TYPES, type BlockType, decodeBlocks } from "./gguf_blocks.ts";
import type { Dtype } from "./dtype.ts";
import { openFile, readAt, unreadable } from "./position.ts";
import { bytesOf } from "./safetensors.ts";
import type { TensorPieces } from "./write_safetensors.ts";

/** In a variable, so that Deno fetches it when it is needed only. */
const READER = "@huggingface/gguf";

/** Where a tensor lies. */
export interface GgufTensor {
  readonly file: string;
  readonly type: BlockType;
  /** As PyTorch has it, rows first; the file has the axes the other way round. */
  readonly shape: readonly number[];
  /** Bytes from the beginning of the file. */
  readonly offset: number;
}

/** An opened file; it holds places, not weights. */
export interface GgufFile {
  readonly file: string;
  /** Settings and tokenizer, such as `llama.block_count` and `tokenizer.ggml.tokens`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** By llama.cpp's names, such as `blk.0.attn_q.weight`. */
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

/**
 * Opens a GGUF file.
 *
 * @throws {UsageError} if it is none, is cut off, or holds weights in a type that is not known
 */
export async function readGguf(file: string): Promise<GgufFile> {
  using handle = await openFile(file);
  const { size } = await handle.stat();
  const { metadata, tensorInfos, tensorDataOffset } = await parse(file);
  const tensors = new Map(tensorInfos.map(({ name, shape, dtype, offset }) => {
    const type = BLOCK_TYPES[dtype];
    if (type === undefined) {
      const known = Object.values(BLOCK_TYPES).map(({ name }) => name).join(", ");
      throw unreadable(file, `tensor "${name}" has type ${dtype}: known are ${known}`);
    }
    const place = {
      file,
      type,
      shape: shape.map(Number).reverse(),
      offset: Number(tensorDataOffset + offset),
    };
    checkPlace(name, place, size);
    return [name, place];
  }));
  return { file, metadata: { ...metadata }, tensors };
}

async function parse(file: string): Promise<GGUFParseOutput> {
  const { gguf } = await import(READER) as typeof import("@huggingface/gguf");
  try {
    return await gguf(file, { allowLocalFile: true });
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
}

function checkPlace(name: string, tensor: GgufTensor, size: number): void {
  const { file, type, shape, offset } = tensor;
  const width = shape.at(-1) ?? 1;
  if (width % type.weights !== 0) {
    throw unreadable(
      file,
      `tensor "${name}" must have rows of a multiple of ${type.weights} weights: they have ${width}`,
    );
  }
  const end = offset + bytesOfRow(tensor) * arraySize(shape.slice(0, -1));
  if (end <= size) return;
  throw unreadable(
    file,
    `tensor "${name}" must end at byte ${end}: file has ${size}: it is cut off, download it again`,
  );
}

function bytesOfRow({ type, shape }: GgufTensor): number {
  return (shape.at(-1) ?? 1) / type.weights * type.bytes;
}

/** Bytes of the file that are in memory at a time, about. */
const PIECE = 1 << 20;

/**
 * A tensor to write as safetensors: floats of 16 and 32 bits as they are, all others as float32.
 *
 * @param group rows that are reordered together, of a matrix; absent: none are
 * @param order for each row of a group, the row of the file's group that it is
 */
export function tensorPieces(
  tensor: GgufTensor,
  group = 1,
  order: (row: number) => number = (row) => row,
): TensorPieces {
  const { type, shape } = tensor;
  const isPlain = type.decode === undefined;
  return {
    dtype: isPlain ? type.name as Dtype : "F32",
    shape,
    async *pieces() {
      for await (const rows of readRows(tensor, group)) {
        const ordered = reorder(rows, bytesOfRow(tensor), group, order);
        yield isPlain ? ordered : bytesOf(decodeBlocks(type, ordered.buffer));
      }
    },
  };
}

/** The bytes of some whole groups of rows, one piece after another. */
async function* readRows(
  tensor: GgufTensor,
  group: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using handle = await openFile(tensor.file);
  const bytes = bytesOfRow(tensor);
  const count = arraySize(tensor.shape.slice(0, -1));
  const step = group * Math.max(1, Math.floor(PIECE / (group * bytes)));
  for (let row = 0; row < count; row += step) {
    const rows = Math.min(step, count - row);
    yield new Uint8Array(await readAt(handle, tensor.offset + row * bytes, rows * bytes));
  }
}

function reorder(
  rows: Uint8Array<ArrayBuffer>,
  bytes: number,
  group: number,
  order: (row: number) => number,
): Uint8Array<ArrayBuffer> {
  if (group === 1) return rows;
  const ordered = new Uint8Array(rows.length);
  for (let row = 0; row * bytes < rows.length; row++) {
    const from = row - row % group + order(row % group);
    ordered.set(rows.subarray(from * bytes, (from + 1) * bytes), row * bytes);
  }
  return ordered;
}
