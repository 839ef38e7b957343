/** Rotary positions; `tests/models/writers_test.ts` holds models with them against transformers. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu } from "../../src/engine/cpu.ts";
import * as tf from "../../src/engine/tf.ts";
import { rotaryFrequencies, rotate, rotations, rotationsAt } from "../../src/nn/rotary_position.ts";

await cpu.start({});

const CONFIG = { theta: 100 };

/** One vector at positions 0, 1, 2 ...: `[1, 1, length, 6]`. */
function turned(values: number[], length: number): tf.Tensor4D {
  const same = tf.tile(tf.tensor4d(values, [1, 1, 1, 6]), [1, 1, length, 1]) as tf.Tensor4D;
  return rotate(same, rotations(6, CONFIG, length));
}

Deno.test("the product of a query and a key depends on their distance alone", () => {
  const [query, key] = [turned([1, 2, 3, 4, 5, 6], 9), turned([6, -1, 4, 2, -3, 1], 9)];
  const products = tf.matMul(query, key, false, true).arraySync() as number[][][][];
  const at = (i: number, j: number) => products[0]![0]![i]![j]!;
  assertAlmostEquals(at(3, 1), at(8, 6), 1e-4);
  assertAlmostEquals(at(2, 7), at(0, 5), 1e-4);
  assert(Math.abs(at(3, 1) - at(3, 2)) > 0.1);
});

Deno.test("rotationsAt() gives each row positions of its own", () => {
  const all = rotations(6, CONFIG, 5);
  const { cos, sin } = rotationsAt(all, tf.tensor2d([[0, 4], [3, 1]], undefined, "int32"));
  assertEquals([cos.shape, sin.shape], [[2, 1, 2, 3], [2, 1, 2, 3]]);
  const rows = (table: tf.Tensor) => table.arraySync() as number[][];
  assertEquals((cos.arraySync() as number[][][][])[0]![0]![1], rows(all.cos)[4]);
  assertEquals((sin.arraySync() as number[][][][])[1]![0]![0], rows(all.sin)[3]);
});

Deno.test("rotaryFrequencies() of type llama3 leaves the fast as they are and slows the slow", () => {
  const scaling = { factor: 8, lowFrequency: 1, highFrequency: 4, trainedLength: 8192 };
  const plain = rotaryFrequencies(128, { theta: 500_000 });
  const scaled = rotaryFrequencies(128, { theta: 500_000, scaling });
  const ratios = plain.map((frequency, i) => frequency / scaled[i]!);
  assertEquals([plain.length, ratios[0], ratios[63]], [64, 1, 8]);
  assertEquals(ratios, ratios.toSorted((a, b) => a - b));
  assert(ratios.some((ratio) => ratio > 1 && ratio < 8));
});
