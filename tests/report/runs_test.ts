import { assertAlmostEquals, assertEquals } from "@std/assert";
import { runRows } from "../../src/report/runs.ts";
import { BROKEN, WHOLE } from "./_small.ts";

Deno.test("runRows() gives every reported run once, all with the same columns", () => {
  const rows = runRows(WHOLE);
  assertEquals(rows.length, 27);
  assertEquals(new Set(rows.map(({ runId }) => runId)).size, 27);
  assertEquals(new Set(rows.map((row) => Object.keys(row).join())).size, 1);
  const full = rows.find(({ method }) => method === "Fine-tuning")!;
  assertEquals([full.promptLength, full.storedParameters], [null, 663_552]);
});

Deno.test("runRows() gives scores in percent, under the words of the tables", () => {
  const row = runRows(WHOLE).find(({ method, task, seed }) =>
    method === "Residual prompt tuning" && task === "RTE" && seed === 2
  )!;
  assertEquals([row.test, row.dev, row.promptLength], [66, 66, 10]);
});

Deno.test("runRows() takes the mean of the last tenth of the losses", () => {
  const [cell] = WHOLE.cells;
  const losses = Array.from({ length: 25 }, (_, i) => i);
  const records = cell!.records.map((record) => ({
    ...record,
    outcome: { ...record.outcome, losses },
  }));
  const [row] = runRows({ ...WHOLE, cells: [{ ...cell!, records }] });
  assertAlmostEquals(Number(row!.loss), (22 + 23 + 24) / 3);
});

Deno.test("runRows() leaves out what is missing", () => {
  const rows = runRows(BROKEN);
  assertEquals(rows.filter(({ method, task }) => method === "Fine-tuning" && task === "CB"), []);
  assertEquals(runRows({ ...WHOLE, cells: [] }), []);
});
