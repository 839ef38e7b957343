import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { Rng } from "../../src/core/rng.ts";

Deno.test("Rng() draws the same values on every platform and in every version", () => {
  const rng = new Rng("pinned");
  assertEquals([rng.uint32(), rng.uint32(), rng.uint32()], [3531212152, 4275882718, 3795462589]);
  assertEquals(new Rng("pinned").seed(), 1765606076);
  assertEquals(new Rng("pinned").fork("child").uint32(), 1924086291);
  assertEquals(new Rng("pinned").shuffled([0, 1, 2, 3, 4, 5, 6, 7]), [0, 3, 1, 7, 4, 6, 2, 5]);
  assertAlmostEquals(new Rng("pinned").normal(), 1.857743900005658, 1e-12);
});

Deno.test("Rng() reads a number as its decimal text", () => {
  assertEquals(new Rng(7).uint32(), new Rng("7").uint32());
  assertNotEquals(new Rng(7).uint32(), new Rng(8).uint32());
});

Deno.test("fork() depends on the label, not on what the parent has drawn", () => {
  const parent = new Rng("parent");
  const before = parent.fork("child").uint32();
  parent.uint32();
  assertEquals(parent.fork("child").uint32(), before);
  assertNotEquals(parent.fork("other").uint32(), before);
  assertEquals(parent.fork(1).name, "parent/1");
});

Deno.test("seed() stays within what TensorFlow ops take", () => {
  const rng = new Rng("seeds");
  for (let i = 0; i < 1000; i++) {
    const seed = rng.seed();
    assert(Number.isInteger(seed) && seed >= 1 && seed < 2 ** 31);
  }
});

Deno.test("uniform() has mean 1/2 and variance 1/12", () => {
  const rng = new Rng("uniform");
  const values = Array.from({ length: 20_000 }, () => rng.uniform());
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  assertAlmostEquals(mean, 1 / 2, 0.01);
  assertAlmostEquals(variance, 1 / 12, 0.005);
  assert(values.every((v) => v >= 0 && v < 1));
});

Deno.test("normal() has mean 0, variance 1 and no skew", () => {
  const rng = new Rng("normal");
  const values = Array.from({ length: 20_000 }, () => rng.normal());
  const moment = (k: number) => values.reduce((a, b) => a + b ** k, 0) / values.length;
  assertAlmostEquals(moment(1), 0, 0.03);
  assertAlmostEquals(moment(2), 1, 0.04);
  assertAlmostEquals(moment(3), 0, 0.1);
  assertAlmostEquals(moment(4), 3, 0.3);
});

Deno.test("integer() reaches every value about equally often", () => {
  const rng = new Rng("integer");
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[rng.integer(5)]! += 1;
  for (const count of counts) assertAlmostEquals(count, 2000, 160); // 4 standard deviations
  assertThrows(() => rng.integer(0), RangeError, "current value is 0");
  assertThrows(() => rng.integer(2.5), RangeError, "current value is 2.5");
});

Deno.test("sample() draws different positions and leaves its argument alone", () => {
  const items = Object.freeze(["a", "b", "c", "d"]);
  const rng = new Rng("sample");
  for (let i = 0; i < 50; i++) {
    const drawn = rng.sample(items, 3);
    assertEquals(new Set(drawn).size, 3);
    assert(drawn.every((d) => items.includes(d)));
  }
  assertEquals(rng.shuffled(items).sort(), [...items]);
  assertThrows(() => rng.sample(items, 5), RangeError, "current value is 5");
  assertThrows(() => rng.choice([]), RangeError, "the list is empty");
});
