import { assertEquals } from "@std/assert";
import { mean, variance } from "../../src/core/statistics.ts";

Deno.test("mean() and variance() of a sample", () => {
  assertEquals([mean([1, 2, 6]), variance([1, 2, 6])], [3, 7]);
  assertEquals([mean([5]), variance([5])], [5, null]);
  assertEquals([mean([]), variance([])], [NaN, null]);
});
