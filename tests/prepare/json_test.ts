import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { openJson, openJsonLines } from "../../src/prepare/json.ts";
import { inTempFolder } from "../_folder.ts";
import { fileWith, rowsOf } from "./_tables.ts";

const ROWS = [{ text: "a", n: 1 }, { text: "b", meta: { id: "007" } }];
const LINES = ROWS.map((row) => JSON.stringify(row)).join("\n");

for (
  const [what, text] of [
    ["a list", JSON.stringify(ROWS, null, 2)],
    ["a list behind a byte order mark", "\ufeff" + JSON.stringify(ROWS)],
    [
      "an object with one list of objects",
      JSON.stringify({ version: "1", tags: ["x"], data: ROWS }),
    ],
    ["an object a line", LINES],
  ] as const
) {
  Deno.test(`openJson() reads ${what}`, () =>
    inTempFolder(async (folder) => {
      const table = await openJson(await fileWith(folder, "t.json", text));
      assertEquals(table.columns, ["text", "n", "meta"]);
      assertEquals(await rowsOf(table), ROWS);
    }));
}

Deno.test("openJson() keeps all digits of an id, in either form of file", () =>
  inTempFolder(async (folder) => {
    const row = '{"id": 1234567890123456789, "n": 7}';
    for (const text of [row, `[${row}]`]) {
      const table = await openJson(await fileWith(folder, "t.json", text));
      assertEquals(await rowsOf(table), [{ id: "1234567890123456789", n: 7 }]);
    }
  }));

Deno.test("openJson() reads one line as one row", () =>
  inTempFolder(async (folder) => {
    const table = await openJson(await fileWith(folder, "t.json", '{"text": "a"}\n'));
    assertEquals(await rowsOf(table), [{ text: "a" }]);
  }));

for (
  const [what, text, message] of [
    ["columns instead of rows", '{"text": {"0": "a"}, "n": {"0": 1}}', "a list of objects"],
    ["a list of texts", '["a"]', "it must hold a list of objects"],
    ["two lists", '{"train": [{"a": 1}], "test": [{"a": 2}]}', "it must hold a list of objects"],
    ["half a list", '[{"a": 1},', 't.json:1": the line is not JSON'],
  ] as const
) {
  Deno.test(`openJson() refuses ${what}`, () =>
    inTempFolder(async (folder) => {
      const path = await fileWith(folder, "t.json", text);
      await assertRejects(() => openJson(path), UsageError, message);
    }));
}

Deno.test("openJsonLines() says in which line a row is, and which is wrong", () =>
  inTempFolder(async (folder) => {
    const path = await fileWith(folder, "t.jsonl", `${LINES}\n\n{"text": "c"}\n`);
    const places = (await Array.fromAsync((await openJsonLines(path)).rows()))
      .map(({ place }) => place);
    assertEquals(places, [1, 2, 4].map((line) => `${path}:${line}`));
    const wrong = await fileWith(folder, "wrong.jsonl", `${LINES}\nx\n`);
    await assertRejects(() => openJsonLines(wrong), UsageError, 'wrong.jsonl:3"');
  }));
