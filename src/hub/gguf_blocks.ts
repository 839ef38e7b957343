/**
 * The number types of GGUF files: blocks of a few weights that share a scale, as floats.
 *
 * A block of 4 bits holds 32 weights in 16 bytes, the first half of them in the low bits; blocks of
 * type K hold 256 weights, whose scales are in turn integers that share a scale.
 *
 * Source: https://github.com/ggml-org/ggml, `ggml-common.h` and `ggml-quants.c`; checked against the
 * Python package `gguf` in `tests/hub/gguf_blocks_test.ts`.
 *
 * @module
 */
import { type Dtype, DTYPE_BYTES, toNumbers } from "./dtype.ts";

/** One way to hold weights. */
export interface BlockType {
  readonly name: string;
  /** Weights of a block, and its bytes. */
  readonly weights: number;
  readonly bytes: number;
  /** Writes the weights of one block; absent: each weight stands by itself, as in safetensors. */
  decode?(block: DataView, weights: Float32Array): void;
}

/** The scale that stands at the beginning of most blocks, or elsewhere. */
const scale = (block: DataView, at = 0): number => block.getFloat16(at, true);

/** 32 weights in 16 bytes from `at`: the low halves are the first 16 weights. */
function nibbles(block: DataView, at: number, give: (i: number, value: number) => void): void {
  for (let i = 0; i < 16; i++) {
    const byte = block.getUint8(at + i);
    give(i, byte & 15);
    give(i + 16, byte >> 4);
  }
}

/** As {@linkcode nibbles}, with a fifth bit for each weight in the four bytes before. */
function fiveBits(block: DataView, at: number, give: (i: number, value: number) => void): void {
  const high = block.getUint32(at, true);
  nibbles(block, at + 4, (i, low) => give(i, low | ((high >>> i) & 1) << 4));
}

/** Scale and offset of the eight parts of a K block, six bits each in twelve bytes. */
function sixBitPair(block: DataView, at: number, part: number): [scale: number, offset: number] {
  const byte = (i: number) => block.getUint8(at + i);
  if (part < 4) return [byte(part) & 63, byte(part + 4) & 63];
  return [
    (byte(part + 4) & 15) | (byte(part - 4) >> 6) << 4,
    (byte(part + 4) >> 4) | (byte(part) >> 6) << 4,
  ];
}

/** Weights of Q4_K and Q5_K: eight parts of 32, each with its scale and offset. */
function decodeParts(
  block: DataView,
  weights: Float32Array,
  value: (part: number, i: number) => number,
): void {
  for (let part = 0; part < 8; part++) {
    const [factor, offset] = sixBitPair(block, 4, part);
    const [step, least] = [
      Math.fround(scale(block) * factor),
      Math.fround(scale(block, 2) * offset),
    ];
    for (let i = 0; i < 32; i++) weights[32 * part + i] = step * value(part, i) - least;
  }
}

/** The low or the high half of a byte: two parts lie in the same 32 bytes. */
function halfByte(block: DataView, at: number, part: number, i: number): number {
  return (block.getUint8(at + 32 * (part >> 1) + i) >> 4 * (part & 1)) & 15;
}

/** Weights of Q6_K: sixteen parts of 16, four bits of each weight here and two there. */
function decodeSixBits(block: DataView, weights: Float32Array): void {
  const whole = scale(block, 208);
  for (let i = 0; i < 256; i++) {
    const [half, quarter, place] = [i >> 7, (i >> 5) & 3, i & 31];
    const low = block.getUint8(64 * half + 32 * (quarter & 1) + place) >> 4 * (quarter >> 1);
    const high = block.getUint8(128 + 32 * half + place) >> 2 * quarter;
    const part = Math.fround(whole * block.getInt8(192 + (i >> 4)));
    weights[i] = part * (((low & 15) | (high & 3) << 4) - 32);
  }
}

/** A type that safetensors have, too. */
function plain(name: Dtype): BlockType {
  return { name, weights: 1, bytes: DTYPE_BYTES[name] };
}

/** The types by the number that a file gives them. */
export const BLOCK_TYPES: Readonly<Record<number, BlockType>> = {
  0: plain("F32"),
  1: plain("F16"),
  2: {
    name: "Q4_0",
    weights: 32,
    bytes: 18,
    decode(block, weights) {
      const step = scale(block);
      nibbles(block, 2, (i, value) => weights[i] = step * (value - 8));
    },
  },
  3: {
    name: "Q4_1",
    weights: 32,
    bytes: 20,
    decode(block, weights) {
      const [step, least] = [scale(block), scale(block, 2)];
      nibbles(block, 4, (i, value) => weights[i] = Math.fround(step * value) + least);
    },
  },
  6: {
    name: "Q5_0",
    weights: 32,
    bytes: 22,
    decode(block, weights) {
      const step = scale(block);
      fiveBits(block, 2, (i, value) => weights[i] = step * (value - 16));
    },
  },
  7: {
    name: "Q5_1",
    weights: 32,
    bytes: 24,
    decode(block, weights) {
      const [step, least] = [scale(block), scale(block, 2)];
      fiveBits(block, 4, (i, value) => weights[i] = Math.fround(step * value) + least);
    },
  },
  8: {
    name: "Q8_0",
    weights: 32,
    bytes: 34,
    decode(block, weights) {
      const step = scale(block);
      for (let i = 0; i < 32; i++) weights[i] = step * block.getInt8(2 + i);
    },
  },
  12: {
    name: "Q4_K",
    weights: 256,
    bytes: 144,
    decode: (block, weights) =>
      decodeParts(block, weights, (part, i) => halfByte(block, 16, part, i)),
  },
  13: {
    name: "Q5_K",
    weights: 256,
    bytes: 176,
    decode: (block, weights) =>
      decodeParts(
        block,
        weights,
        (part, i) => halfByte(block, 48, part, i) | ((block.getUint8(16 + i) >> part) & 1) << 4,
      ),
  },
  14: { name: "Q6_K", weights: 256, bytes: 210, decode: decodeSixBits },
  30: plain("BF16"),
};

/** Floats of whole blocks. */
export function decodeBlocks(type: BlockType, bytes: ArrayBuffer): Float32Array {
  const { decode } = type;
  if (decode === undefined) return toNumbers(type.name as Dtype, bytes) as Float32Array;
  const blocks = bytes.byteLength / type.bytes;
  const weights = new Float32Array(blocks * type.weights);
  for (let i = 0; i < blocks; i++) {
    const block = new DataView(bytes, i * type.bytes, type.bytes);
    decode(block, weights.subarray(i * type.weights, (i + 1) * type.weights));
  }
  return weights;
}
