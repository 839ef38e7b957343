/**
 * Batches: which examples go together, and their padded tensors.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { Model } from "../models/model.ts";
import { IGNORED } from "../nn/loss.ts";
import type { EncodedExample, TokenIds } from "./encode.ts";

/** Most batches that are sorted by length together; more waste less padding, but mix less. */
const POOL = 8;

/**
 * Rounds a length up to the next padded one, so that few shapes are compiled: multiples of 8 up to
 * 64, of 32 up to 256, of 64 above.
 */
export function paddedLength(length: number): number {
  const unit = length <= 64 ? 8 : length <= 256 ? 32 : 64;
  return Math.ceil(length / unit) * unit;
}

/**
 * Rounds the length of a target up to the next padded one: powers of two from 8 on, as each meets every
 * padded length of inputs.
 */
export function paddedTargetLength(length: number): number {
  return Math.max(8, 2 ** Math.ceil(Math.log2(Math.max(1, length))));
}

/**
 * Draws batches without end: each pass takes every example once, in another order; the examples of
 * a few batches are sorted by length, so that those of one batch are about equally long. No batch
 * holds an example twice unless there are fewer than it takes.
 *
 * @param lengths length of each example
 * @returns indices of the examples of each batch
 */
export function* drawBatches(
  lengths: readonly number[],
  batchSize: number,
  rng: Rng,
): Generator<number[], never> {
  if (lengths.length === 0) throw new RangeError("Cannot draw batches: there are no examples");
  const batches = Math.max(1, Math.min(POOL, Math.floor(lengths.length / batchSize)));
  let queue: number[] = [];
  for (;;) {
    const pool: number[] = [];
    while (pool.length < batches * batchSize) {
      if (queue.length === 0) queue = nextPass(lengths.length, pool, rng);
      pool.push(...queue.splice(0, batches * batchSize - pool.length));
    }
    pool.sort((a, b) => lengths[a]! - lengths[b]!);
    const starts = rng.shuffled(Array.from({ length: batches }, (_, i) => i * batchSize));
    for (const start of starts) yield pool.slice(start, start + batchSize);
  }
}

/** All examples in a new order; those that the pool has from the last pass come at the end. */
function nextPass(count: number, pool: readonly number[], rng: Rng): number[] {
  const order = rng.shuffled(Array.from({ length: count }, (_, i) => i));
  const taken = new Set(pool);
  return [...order.filter((i) => !taken.has(i)), ...order.filter((i) => taken.has(i))];
}

/**
 * Splits examples into batches for scoring, sorted by length; the last one may be smaller.
 *
 * @returns indices of the examples of each batch
 */
export function scoringBatches(lengths: readonly number[], batchSize: number): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const batches: number[][] = [];
  for (let i = 0; i < order.length; i += batchSize) batches.push(order.slice(i, i + batchSize));
  return batches;
}

/** The longest of some lists: there may be more of them than a call takes arguments. */
export function longestOf(lists: readonly { readonly length: number }[]): number {
  return lists.reduce((longest, { length }) => Math.max(longest, length), 0);
}

/** Ids of several texts in one tensor: `[batch, length]` int32, filled up with `filler`. */
export function padIds(
  texts: readonly TokenIds[],
  filler: number,
  length: number = longestOf(texts),
  rows: number = texts.length,
): tf.Tensor2D {
  const values = new Int32Array(rows * length).fill(filler);
  texts.forEach((ids, row) => values.set(ids.slice(0, length), row * length));
  return tf.tensor2d(values, [rows, length], "int32");
}

/**
 * The tensors of a batch of inputs; the caller owns them.
 *
 * @param rows height of the batch; rows without an example are padding
 * @param most length beyond which nothing is padded, for models with so many positions
 */
export function inputTensors(
  examples: readonly EncodedExample[],
  pad: number,
  rows: number = examples.length,
  most: number = Infinity,
): { inputIds: tf.Tensor2D; mask: tf.Tensor2D } {
  const texts = examples.map(({ inputIds }) => inputIds);
  const length = Math.min(paddedLength(longestOf(texts)), most);
  const mask = new Float32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    // rows without an example see one padding token: an empty mask would give NaN
    mask.fill(1, row * length, row * length + (examples[row]?.inputIds.length ?? 1));
  }
  return {
    inputIds: padIds(texts, pad, length, rows),
    mask: tf.tensor2d(mask, [rows, length]),
  };
}

/**
 * The tensors of a batch of targets: what the decoder reads, and what it should write; the caller
 * owns them.
 *
 * @param start token that the decoder starts from
 */
export function targetTensors(
  targets: readonly (readonly number[])[],
  tokens: { readonly pad: number; readonly start: number },
  length: number,
): { decoderIds: tf.Tensor2D; targetIds: tf.Tensor2D } {
  return {
    decoderIds: padIds(
      targets.map((ids) => [tokens.start, ...ids.slice(0, -1)]),
      tokens.pad,
      length,
    ),
    targetIds: padIds(targets, IGNORED, length),
  };
}

/**
 * Makes the tensors of one batch after another.
 *
 * @param most tokens beyond which no input is padded
 * @param skip batches that were taken before
 */
export function batchSource(
  model: Model,
  examples: readonly EncodedExample[],
  batchSize: number,
  rng: Rng,
  most: number = Infinity,
  skip: number = 0,
): () => Tensors {
  const lengths = examples.map(({ inputIds }) => inputIds.length);
  const batches = drawBatches(lengths, batchSize, rng);
  for (let taken = 0; taken < skip; taken++) batches.next();
  const longest = longestOf(examples.map(({ targetIds }) => targetIds));
  const { pad } = model.tokens;
  const targets = (ids: readonly (readonly number[])[]) => {
    if (model.kind === "classifier") return { targetIds: padIds(ids, pad) };
    const length = Math.min(longest, paddedTargetLength(longestOf(ids)));
    return targetTensors(ids, { pad, start: model.decoderStart }, length);
  };
  return () => {
    const batch = batches.next().value.map((i) => examples[i]!);
    return {
      ...inputTensors(batch, pad, batch.length, most),
      ...targets(batch.map(({ targetIds }) => targetIds)),
    };
  };
}
