import { assertEquals } from "@std/assert";
import { given } from "../../src/core/given.ts";

Deno.test("given() leaves out what was not given, and keeps what is false or 0", () => {
  assertEquals(Object.entries(given({ a: 0, b: undefined, c: false })), [["a", 0], ["c", false]]);
});
