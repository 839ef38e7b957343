import { assert, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { cpu } from "../../src/engine/cpu.ts";
import type { Model } from "../../src/models/model.ts";
import { IGNORED } from "../../src/nn/loss.ts";
import {
  batchSource,
  drawBatches,
  inputTensors,
  longestOf,
  paddedLength,
  paddedTargetLength,
  padIds,
  scoringBatches,
  targetTensors,
} from "../../src/train/batches.ts";

await cpu.start({});

function lengthsOf(count: number): number[] {
  const rng = new Rng("lengths");
  return Array.from({ length: count }, () => 5 + rng.integer(120));
}

function take(count: number, lengths: readonly number[], batchSize: number, seed = 1): number[][] {
  const batches = drawBatches(lengths, batchSize, new Rng(seed));
  return Array.from({ length: count }, () => batches.next().value);
}

/** Share of padding when each batch is as long as its longest example. */
function waste(batches: readonly number[][], lengths: readonly number[]): number {
  let [padded, used] = [0, 0];
  for (const batch of batches) {
    const own = batch.map((i) => lengths[i]!);
    padded += Math.max(...own) * batch.length;
    used += own.reduce((sum, length) => sum + length, 0);
  }
  return 1 - used / padded;
}

Deno.test("drawBatches() takes each example once before any comes again", () => {
  const lengths = lengthsOf(64);
  const batches = take(24, lengths, 4); // a pass is 16 batches
  const pass = batches.slice(0, 16).flat();
  assertEquals(pass.toSorted((a, b) => a - b), lengths.map((_, i) => i));
  const counts = new Map<number, number>();
  for (const i of batches.flat()) counts.set(i, (counts.get(i) ?? 0) + 1);
  assertEquals(new Set(counts.values()), new Set([1, 2]));
});

Deno.test("drawBatches() fills every batch when the examples do not divide evenly", () => {
  const lengths = lengthsOf(37);
  const batches = take(37, lengths, 5); // 185 places: 5 passes of 37
  assert(batches.every((batch) => batch.length === 5));
  const counts = lengths.map((_, i) => batches.flat().filter((it) => it === i).length);
  assert(counts.every((count) => count >= 4 && count <= 6), `${counts}`);
});

Deno.test("drawBatches() holds no example twice in a batch, also where two passes meet", () => {
  for (const count of [8, 9, 15, 33, 50]) {
    for (const batch of take(60, lengthsOf(count), 8)) assertEquals(new Set(batch).size, 8);
  }
});

Deno.test("drawBatches() repeats examples evenly when there are fewer than a batch holds", () => {
  const batches = take(6, [7, 8, 9], 8); // 48 places: 16 passes of 3
  for (const batch of batches) {
    const counts = [0, 1, 2].map((i) => batch.filter((it) => it === i).length);
    assertEquals(counts.toSorted(), [2, 3, 3]);
  }
  const counts = [0, 1, 2].map((i) => batches.flat().filter((it) => it === i).length);
  assertEquals(counts, [16, 16, 16]);
});

Deno.test("drawBatches() draws the same for one seed, and another order for another", () => {
  const lengths = lengthsOf(50);
  assertEquals(take(20, lengths, 4, 1), take(20, lengths, 4, 1));
  assertNotEquals(take(20, lengths, 4, 1), take(20, lengths, 4, 2));
});

Deno.test("drawBatches() puts examples of about one length together", () => {
  const lengths = lengthsOf(512);
  const ours = waste(take(64, lengths, 8), lengths);
  const inOrder = waste(scoringBatches(new Array(512).fill(1), 8), lengths);
  assertLess(ours, inOrder / 3);
});

Deno.test("drawBatches() does not go from short to long", () => {
  const lengths = lengthsOf(512);
  const means = take(64, lengths, 8).map((batch) =>
    batch.reduce((sum, i) => sum + lengths[i]!, 0) / 8
  );
  const rising = means.slice(1).filter((mean, i) => mean > means[i]!).length;
  assert(rising > 16 && rising < 48, `${rising} of 63 steps rise`);
});

Deno.test("drawBatches() refuses to draw from nothing", () => {
  assertThrows(
    () => drawBatches([], 4, new Rng(1)).next(),
    RangeError,
    "Cannot draw batches: there are no examples",
  );
});

Deno.test("scoringBatches() takes each example once, from short to long", () => {
  const lengths = [5, 3, 9, 3, 1];
  assertEquals(scoringBatches(lengths, 2), [[4, 1], [3, 0], [2]]);
});

Deno.test("paddedLength() rounds up, to few lengths", () => {
  const lengths = Array.from({ length: 512 }, (_, i) => i + 1);
  const padded = lengths.map(paddedLength);
  assert(padded.every((it, i) => it >= lengths[i]! && it - lengths[i]! < 64));
  assertEquals(padded, padded.toSorted((a, b) => a - b));
  assertEquals(new Set(padded).size, 8 + 6 + 4);
});

Deno.test("padIds() fills up short texts and cuts long ones", () => {
  const ids = padIds([[1, 2, 3, 4], [5]], 9, 3, 3);
  assertEquals(ids.arraySync(), [[1, 2, 3], [5, 9, 9], [9, 9, 9]]);
  assertEquals(ids.dtype, "int32");
});

Deno.test("inputTensors() masks the padding, and leaves no row without a token to see", () => {
  const example = (inputIds: number[]) => ({ inputIds, targetIds: [], choiceIds: [] });
  const { inputIds, mask } = inputTensors([example([4, 5, 1]), example([6, 1])], 0, 3);
  assertEquals(inputIds.arraySync(), [
    [4, 5, 1, 0, 0, 0, 0, 0],
    [6, 1, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0],
  ]);
  assertEquals(mask.arraySync(), [
    [1, 1, 1, 0, 0, 0, 0, 0],
    [1, 1, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 0, 0, 0, 0, 0],
  ]);
});

Deno.test("targetTensors() shifts the targets behind the start token", () => {
  const { decoderIds, targetIds } = targetTensors([[7, 8, 1], [9, 1]], { pad: 0, start: 3 }, 4);
  assertEquals(decoderIds.arraySync(), [[3, 7, 8, 0], [3, 9, 0, 0]]);
  assertEquals(targetIds.arraySync(), [[7, 8, 1, IGNORED], [9, 1, IGNORED, IGNORED]]);
});

Deno.test("longestOf() takes more lists than a call takes arguments, and none", () => {
  const lists = Array.from({ length: 200_000 }, (_, i) => [i]);
  lists.push([1, 2, 3]);
  assertEquals(longestOf(lists), 3);
  assertEquals(longestOf([]), 0);
});

Deno.test("paddedTargetLength() rounds up to powers of two, 8 at least", () => {
  assertEquals([0, 1, 8, 9, 16, 33, 128].map(paddedTargetLength), [8, 8, 8, 16, 16, 64, 128]);
});

Deno.test("batchSource() pads targets to those of the batch, and never beyond the longest of all", () => {
  const model = { kind: "seq2seq", tokens: { pad: 0 }, decoderStart: 0 } as Model;
  const example = (length: number) => ({
    inputIds: new Array(length).fill(5), // as long as the target: batches are sorted by it
    targetIds: new Array(length).fill(5),
    choiceIds: [],
  });
  const lengths = [1, 2, 3, 4, 9, 11, 30, 40];
  const next = batchSource(model, lengths.map(example), 2, new Rng(1));
  const batches = Array.from({ length: 4 }, next);
  const shapes = batches.map(({ targetIds, decoderIds }) => {
    assertEquals(targetIds!.shape, decoderIds!.shape);
    return targetIds!.shape[1]!;
  });
  assertEquals(shapes.toSorted((a, b) => a - b), [8, 8, 16, 40]);
});

Deno.test("batchSource() takes more examples than a call takes arguments", () => {
  const example = { inputIds: [4, 1], targetIds: [7, 8, 1], choiceIds: [] };
  const model = {
    kind: "seq2seq",
    decoderStart: 0,
    tokens: { pad: 0, end: 1 },
  } as unknown as Model;
  const next = batchSource(model, new Array(200_000).fill(example), 2, new Rng(1));
  assertEquals(next().targetIds!.arraySync(), [[7, 8, 1], [7, 8, 1]]);
});
