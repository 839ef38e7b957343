import { assertEquals } from "@std/assert";
import {
  flag,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  optional,
  parts,
  text,
} from "../../src/lab/shape.ts";

Deno.test("a shape finds nothing where the value is as it must be", () => {
  const shape = parts({
    name: text,
    sizes: listOf(number),
    scores: mapOf(nullable(number)),
    done: optional(flag),
    more: object,
  });
  const value = { name: "a", sizes: [1], scores: { a: null, b: 2 }, more: {}, else: "is ignored" };
  assertEquals([shape(value), shape({ ...value, done: true })], [undefined, undefined]);
});

Deno.test("a shape gives the path of the first part that is wrong", () => {
  const shape = parts({ rows: listOf(parts({ name: text })), scores: mapOf(number) });
  assertEquals(shape({ rows: [{ name: "a" }, { name: 1 }], scores: {} }), "rows.1.name");
  assertEquals(shape({ rows: [], scores: { a: "1" } }), "scores.a");
  assertEquals(shape({ rows: [] }), "scores");
  assertEquals([shape(null), shape([]), shape("x")], ["", "", ""]);
});
