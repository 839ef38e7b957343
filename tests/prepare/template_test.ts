import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { columnOf, parseTemplate, valueAt } from "../../src/prepare/template.ts";

function fill(text: string): string {
  return parseTemplate(text).render((path) => `<${path}>`);
}

Deno.test("parseTemplate() fills columns, and reads doubled braces as text", () => {
  assertEquals(
    fill("q: {question} a: { answers.text.0 }{q}"),
    "q: <question> a: <answers.text.0><q>",
  );
  assertEquals(fill("{{a}} {{{b}}} }}{{"), "{a} {<b>} }{");
  assertEquals(fill("${process.exit()} `{x}`"), "$<process.exit()> `<x>`"); // a name like any other
  assertEquals(parseTemplate("{a} {b} {a}").paths, ["a", "b"]);
  assertEquals(parseTemplate("").render(() => "x"), "");
});

Deno.test("parseTemplate() refuses a brace alone and a place without a name", () => {
  for (const text of ["{a", "a}", "{}", "{a{b}", "{{a}"]) {
    assertThrows(() => parseTemplate(text), UsageError, `Cannot read the template "${text}"`);
  }
});

Deno.test("valueAt() finds columns by their whole name first, then parts of objects and lists", () => {
  const row = { "a.b": 1, a: { b: 2, c: [3, { d: 4 }] }, e: null };
  const paths = ["a.b", "a.c.0", "a.c.1.d", "e", "e.f", "a.x", "toString", "a.c.7"];
  const values = [1, 3, 4, null, undefined, undefined, undefined, undefined];
  assertEquals(paths.map((path) => valueAt(row, path)), values);
  assertEquals(columnOf("a.b.c", ["a", "a.b", "x"]), "a.b");
  assertEquals(columnOf("ab", ["a"]), undefined);
});
