import { assertAlmostEquals, assertEquals } from "@std/assert";
import { effectiveRank } from "../../src/inspect/effective_rank.ts";

function rowsOf(rows: readonly (readonly number[])[]) {
  return { count: rows.length, width: rows[0]!.length, values: Float32Array.from(rows.flat()) };
}

Deno.test("effectiveRank() is 1 on a line, and the number of rows of a rotated cross", () => {
  assertAlmostEquals(effectiveRank(rowsOf([[1, 2], [2, 4], [-3, -6]])), 1, 1e-6);
  assertAlmostEquals(effectiveRank(rowsOf([[3, 4, 0], [-4, 3, 0], [0, 0, 5]])), 3, 1e-12);
  assertEquals(effectiveRank(rowsOf([[0, 0], [0, 0]])), 0);
});

Deno.test("effectiveRank() weighs directions by their singular values", () => {
  const [p, q] = [3 / 4, 1 / 4]; // of singular values 3 and 1
  const expected = Math.exp(-p * Math.log(p) - q * Math.log(q));
  assertAlmostEquals(effectiveRank(rowsOf([[3, 0], [0, 1]])), expected, 1e-12);
});
