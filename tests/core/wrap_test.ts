import { assertEquals } from "@std/assert";
import { wrap } from "../../src/core/wrap.ts";

Deno.test("wrap() breaks between words and indents what follows", () => {
  assertEquals(wrap("  one two three", 9, 4), ["  one two", "    three"]);
});
