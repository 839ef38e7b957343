/** CSV and TSV files as Python's `csv` writes them, and ones that it does not. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { openCsv } from "../../src/prepare/csv.ts";
import { inTempFolder } from "../_folder.ts";
import { EXPECTED, fileWith, rowsOf, TABLES } from "./_tables.ts";

const WANTED = EXPECTED.cells.map((cells) =>
  Object.fromEntries(EXPECTED.columns.map((name, i) => [name, cells[i]]))
);

for (const name of ["cells.csv", "cells.tsv"]) {
  Deno.test(`openCsv() reads the texts of ${name} as Python wrote them`, async () => {
    const table = await openCsv(join(TABLES, name));
    assertEquals(table.columns, EXPECTED.columns);
    assertEquals(await rowsOf(table), WANTED);
  });
}

for (
  const [what, text, wanted] of [
    ["semicolons in the first line", "a;b\n1,5;x\n", [{ a: "1,5", b: "x" }]],
    ["tabs in a .csv", "a\tb\n1\tx;y\n", [{ a: "1", b: "x;y" }]],
    ["one column", "a\nx y\n", [{ a: "x y" }]],
    ["no line end at the end", "a,b\n1,2", [{ a: "1", b: "2" }]],
    ["cells that are missing at the end, and empty lines", "a,b\n1\n\n2,3\n", [
      { a: "1", b: "" },
      { a: "2", b: "3" },
    ]],
    ["quotes within a cell", 'a,b\n5" long,x "y" z\n', [{ a: '5" long', b: 'x "y" z' }]],
    ["both kinds of line ends", "a,b\r\n1,2\n3,4\r\n", [{ a: "1", b: "2" }, { a: "3", b: "4" }]],
    ["names of columns that objects have", "__proto__,constructor\nx,y\n", [
      Object.fromEntries([["__proto__", "x"], ["constructor", "y"]]),
    ]],
    ["only names", "a,b\n", []],
  ] as const
) {
  Deno.test(`openCsv() reads a file with ${what}`, () =>
    inTempFolder(async (folder) => {
      const table = await openCsv(await fileWith(folder, "t.csv", text));
      assertEquals(await rowsOf(table), [...wanted]);
    }));
}

Deno.test("openCsv() takes quotes as text, and names of columns, if told to", () =>
  inTempFolder(async (folder) => {
    const path = await fileWith(folder, "t.tsv", '"one\t1\ntwo"\t2\n');
    const table = await openCsv(path, { literalQuotes: true, columns: ["text", "n"] });
    assertEquals(await rowsOf(table), [{ text: '"one', n: "1" }, { text: 'two"', n: "2" }]);
  }));

Deno.test("openCsv() says in which line the row ends", () =>
  inTempFolder(async (folder) => {
    const path = await fileWith(folder, "t.csv", 'a,b\n"x\ny",1\n\nz,2\n');
    const places = (await Array.fromAsync((await openCsv(path)).rows())).map(({ place }) => place);
    assertEquals(places, [`${path}:3`, `${path}:5`]);
  }));

for (
  const [what, content, message] of [
    ["no lines", "", "it is empty: the first line must name the columns"],
    ["a quote that is not closed", 'a,b\n"x,1\ny,2\n', "a quote is not closed: if quotes are"],
    ["too many cells", "a,b\n1,2\n1,2,3\n", '.csv:3": the line must have 2 cells: it has 3'],
    ["two columns of a name", "a,b,a\n1,2,3\n", 'two columns have the name "a"'],
    ["the line ends of old Macs", "a,b\r1,2\r", "its lines end with \\r alone"],
    ["Latin-1", new Uint8Array([97, 10, 233, 10]), "it is not UTF-8: save it as UTF-8"],
  ] as const
) {
  Deno.test(`openCsv() refuses a file with ${what}`, () =>
    inTempFolder(async (folder) => {
      const path = await fileWith(folder, "t.csv", content);
      await assertRejects(async () => await rowsOf(await openCsv(path)), UsageError, message);
    }));
}

Deno.test("openCsv() closes a file of which only the first rows are read", () =>
  inTempFolder(async (folder) => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `${i},text`);
    const path = await fileWith(folder, "t.csv", ["a,b", ...lines].join("\n"));
    const table = await openCsv(path);
    for await (const { row } of table.rows()) {
      assertEquals(row, { a: "0", b: "text" });
      break;
    }
  }));
