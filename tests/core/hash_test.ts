import { assertEquals } from "@std/assert";
import { canonicalJson, hashValue, sha256 } from "../../src/core/hash.ts";

Deno.test("hashValue() is the SHA-256 of canonical JSON, whatever the lists in it", () => {
  const lists = [[], [[]], [[], []], [[1]], [[{ b: [1, "ä"], a: null }, 2], [], ["x", [3]]]];
  for (const value of [...lists, [undefined, 1], { b: [[1], 2], a: "x" }, "text", 1, null]) {
    assertEquals(hashValue(value), sha256(canonicalJson(value)));
  }
});
