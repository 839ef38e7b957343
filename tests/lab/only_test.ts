import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { filterCells, isMeant, parseOnly } from "../../src/lab/only.ts";
import { fakeCell } from "./fake.ts";

const cells = ["rte", "cb"].flatMap((task) =>
  ["prompt", "residual_prompt"].map((method) => fakeCell({ task, method }))
);

function meant(only: string): string[] {
  return filterCells(cells, parseOnly(only)).map(({ task, method }) => `${task} ${method}`);
}

Deno.test("filterCells() joins values of a key by or, and keys by and", () => {
  assertEquals(meant("task=rte,method=prompt"), ["rte prompt"]);
  assertEquals(meant("task=rte,task=cb,method=prompt"), ["rte prompt", "cb prompt"]);
  assertEquals(meant("task=rte|cb,method=prompt"), ["rte prompt", "cb prompt"]);
  assertEquals(meant("method=residual_prompt"), ["rte residual_prompt", "cb residual_prompt"]);
});

Deno.test("filterCells() knows the labels of cells, and leaves out cells without them", () => {
  const labelled = [5, 20, 100].map((shots) => fakeCell({ labels: { shots }, shots }));
  const found = filterCells([...cells, ...labelled], parseOnly("shots=5|100"));
  assertEquals(found.map(({ shots }) => shots), [5, 100]);
  assertThrows(() => meant("shots=5"), UsageError, "is none of model, task, method");
});

Deno.test("parseOnly() refuses what it cannot read, with the nearest key", () => {
  assertThrows(() => parseOnly("rte"), UsageError, 'by "rte": each part must be key=value');
  assertThrows(() => meant("tsak=rte"), UsageError, 'did you mean "task"');
});

Deno.test("filterCells() refuses a value that no cell has, with the nearest one", () => {
  assertThrows(
    () => meant("method=residul_prompt"),
    UsageError,
    'Cannot find method "residul_prompt" among the cells: known are prompt, residual_prompt; ' +
      'did you mean "residual_prompt"',
  );
});

Deno.test("isMeant() says no of cells that know neither key nor value, and refuses nothing", () => {
  const found = (only: string) => cells.filter((cell) => isMeant(cell, parseOnly(only))).length;
  assertEquals([found("task=rte"), found("task=copa"), found("shots=5")], [2, 0, 0]);
});
