import { assertEquals } from "@std/assert";
import { arraySize } from "../../src/core/array_size.ts";

Deno.test("arraySize() multiplies the axes", () => {
  assertEquals([[], [3], [2, 3, 4], [2, 0]].map(arraySize), [1, 3, 24, 0]);
});
