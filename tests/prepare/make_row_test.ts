import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { checkColumns, makeRow, type Texts } from "../../src/prepare/make_row.ts";
import { readTemplates, type TemplateTexts } from "../../src/prepare/read_templates.ts";
import { tableOf } from "./_tables.ts";

const CLASSES = { label: ["no", "yes"] };

function make(
  row: Record<string, unknown>,
  words: Partial<TemplateTexts> = {},
  classes: Readonly<Record<string, readonly string[]>> = {},
): Texts {
  const templates = readTemplates({ input: "q: {q}", target: "{label}", ...words });
  return makeRow(tableOf([row], classes), { row, place: "t:1" }, templates);
}

Deno.test("makeRow() fills templates; classes have their names, and -1 is none", () => {
  const texts = (label: unknown) => make({ q: " why? ", label }, {}, CLASSES).target;
  assertEquals([1, 0, -1, null, undefined, NaN, "x"].map(texts), [
    "yes",
    "no",
    "",
    "",
    "",
    "",
    "x",
  ]);
  assertEquals(make({ q: " why? ", label: 2.5, g: 7 }, { group: "{g}" }), {
    input: "q:  why?",
    target: "2.5",
    group: "7",
  });
  assertThrows(() => texts(2), UsageError, 't:1": "label" must be a class below 2: it is 2');
});

Deno.test("makeRow() has no text where all columns of a template are empty", () => {
  assertEquals(make({ q: " ", label: "a" }).input, "");
  const words = { input: "{title}: {q}" };
  assertEquals(make({ title: null, q: "x", label: "a" }, words).input, ": x");
  assertEquals(make({ title: null, q: "", label: "a" }, words).input, "");
});

Deno.test("makeRow() writes labels for numbers, texts and booleans", () => {
  const texts = (labels: string, label: unknown) =>
    make({ q: "x", label }, { labels }, CLASSES).target;
  assertEquals(texts("bad,good", 1), "good"); // instead of the names of the classes
  assertEquals(texts("bad,good", "0"), "bad");
  assertEquals(texts("true=good,false=bad", false), "bad");
  assertEquals([texts("bad,good", -1), texts("bad,good", null)], ["", ""]);
  assertEquals(texts("-1=bad,1=good", -1), "bad");
  assertThrows(() => texts("bad,good", 2), UsageError, '"label" must have a label: 2 has none');
});

Deno.test("makeRow() takes answers out of the row where labels are columns, and lists them", () => {
  const row = { q: "x", label: 1, sol1: " walk ", sol2: "run", sol3: "" };
  assertEquals(make(row, { labels: "{sol1},{sol2},{sol3}", target: "to {label}" }), {
    input: "q: x",
    target: "to run",
    group: "",
    choices: ["to walk", "to run"],
  });
});

Deno.test("makeRow() refuses values that are no text, and says which part would be", () => {
  const words = { input: "{q}" };
  assertThrows(() => make({ q: ["a"], label: 1 }, words), UsageError, "a list: name a part of it");
  assertThrows(() => make({ q: { a: 1 }, label: 1 }, words), UsageError, "such as {q.a}");
  assertThrows(
    () => make({ q: "\ud800", label: 1 }, words),
    UsageError,
    "half of a character pair",
  );
});

Deno.test("checkColumns() names the known columns and the nearest", () => {
  const table = tableOf([{ sentence: "a", meta: { id: 1 } }]);
  const { input, target } = readTemplates({ input: "{meta.id}", target: "{sentense}" });
  checkColumns(table, [input]);
  const message = 'Cannot find column "sentense" of "t": known are sentence, meta; did you mean';
  assertThrows(() => checkColumns(table, [input, target]), UsageError, message);
});

Deno.test("readTemplates() wants a column in each, and one in a target with labels", () => {
  const words = { input: "{q}", target: "{a} {b}" };
  assertThrows(
    () => readTemplates({ ...words, labels: "x,y" }),
    UsageError,
    "must name one column",
  );
  assertThrows(
    () => readTemplates({ ...words, input: "q" }),
    UsageError,
    "--input as it must name",
  );
  assertThrows(
    () => readTemplates({ ...words, group: "g" }),
    UsageError,
    "--group as it must name",
  );
});
