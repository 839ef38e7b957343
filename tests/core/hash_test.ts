import { assertEquals } from "@std/assert";
import { hashLists, hashValue } from "../../src/core/hash.ts";

Deno.test("hashLists() is hashValue() of the same lists", () => {
  const cases = [[], [[]], [[], []], [[1]], [[{ b: [1, "ä"], a: null }, 2], [], ["x", [3]]]];
  for (const lists of cases) assertEquals(hashLists(lists), hashValue(lists));
});
