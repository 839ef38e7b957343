import { assertEquals } from "@std/assert";
import { changedCells } from "../../src/notebook/compare.ts";
import type { Notebook, Output } from "../../src/notebook/document.ts";
import { codeNotebook } from "./_notebooks.ts";

function showing(...outputs: Output[][]): Notebook {
  const notebook = codeNotebook(...outputs.map(() => ""));
  notebook.cells.forEach((cell, i) => cell.cell_type === "code" && (cell.outputs = outputs[i]!));
  return notebook;
}
const text = (text: string | string[]): Output => ({ output_type: "stream", name: "stdout", text });

Deno.test("changedCells() names the cells that show something else", () => {
  const before = showing([text("a")], [text("b")], []);
  assertEquals(changedCells(before, before), []);
  assertEquals(changedCells(before, showing([text("a")], [text("c")], [text("d")])), [2, 3]);
  assertEquals(changedCells(before, showing([], [text("b")], [])), [1]);
});

Deno.test("changedCells() looks over pixels, but not over the drawing that they show", () => {
  const picture = (svg: string, png: string) =>
    showing([{
      output_type: "display_data",
      data: { "image/svg+xml": svg, "image/png": png },
      metadata: {},
    }]);
  assertEquals(changedCells(picture("<svg/>", "A"), picture("<svg/>", "B")), []);
  assertEquals(changedCells(picture("<svg/>", "A"), picture("<svg></svg>", "A")), [1]);
});

Deno.test("changedCells() looks over times and ways of writing, but not over other numbers", () => {
  const before = showing([text("12.5 s, 3 runs, 81.4 points")]);
  assertEquals(changedCells(before, showing([text(["7 ms, 3 ", "runs, 81.4 points"])])), []);
  assertEquals(changedCells(before, showing([text("12.5 s, 4 runs, 81.4 points")])), [1]);
  assertEquals(changedCells(before, showing([text("12.5 s, 3 runs, 81.5 points")])), [1]);
});
