import { assertEquals, assertThrows } from "@std/assert";
import { allRuns, resultId } from "../../src/report/cite.ts";
import { fillOutline, type Outline, toOutline } from "../../src/report/outline.ts";
import { BROKEN } from "./_small.ts";

const RUNS = new Map(allRuns(BROKEN).map((record) => [record.runId, record]));

Deno.test("fillOutline() puts back every run that toOutline() named", () => {
  const outline: Outline = JSON.parse(toOutline(BROKEN));
  const cells = fillOutline(outline, RUNS);
  assertEquals(cells, BROKEN.cells);
  assertEquals(resultId({ ...BROKEN, cells }), resultId(BROKEN));
});

Deno.test("toOutline() names files of one's own without their places", () => {
  const cells = BROKEN.cells.map(({ cell, ...rest }) => ({
    ...rest,
    cell: { ...cell, data: "/home/me/mine.jsonl" },
  }));
  const text = toOutline({ ...BROKEN, cells });
  assertEquals([text.includes("/home/me"), text.includes('"mine.jsonl"')], [false, true]);
});

Deno.test("fillOutline() names the run that is not there", () => {
  const [runId] = RUNS.keys();
  const fewer = new Map([...RUNS].filter(([name]) => name !== runId));
  const outline: Outline = JSON.parse(toOutline(BROKEN));
  assertThrows(() => fillOutline(outline, fewer), RangeError, runId!);
});
