import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import type { Cell } from "../../src/lab/experiment.ts";
import type { RunRecord } from "../../src/lab/run.ts";
import { shownScore } from "../../src/report/cells.ts";
import { tableToCsv } from "../../src/report/csv.ts";
import { tableToHtml } from "../../src/report/html.ts";
import { escapeLatex, tableToLatex } from "../../src/report/latex.ts";
import { tableToMarkdown } from "../../src/report/markdown.ts";
import { type Table, toTable } from "../../src/report/table.ts";
import type { ShownExperiment } from "../../src/report/view.ts";
import { fakeResult } from "./_fake.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { BROKEN, SMALL, TIER, WHOLE } from "./_small.ts";

function cellOf(table: Table, block: number, row: string, column: string) {
  const found = table.blocks[block]!.rows.find(({ heads }) => heads.includes(row));
  return found!.cells[table.columns.indexOf(column)]!;
}

Deno.test("toTable() gives mean, sample standard deviation and number of seeds", () => {
  const cell = cellOf(toTable(WHOLE), 0, "Residual prompt tuning", "RTE");
  if (cell.kind !== "ours") throw new Error(`it is ${cell.kind}`);
  assertAlmostEquals(cell.mean, 65, 1e-9);
  assertAlmostEquals(cell.sd!, 1, 1e-9);
  assertEquals(cell.n, 3);
  assertEquals(cell.runIds.length, 3);
});

Deno.test("toTable() puts the paper's numbers into a block of their own that says so", () => {
  const { blocks } = toTable(WHOLE);
  assertEquals(blocks.map(({ title }) => title), [
    "ours: Mini T5, synthetic tasks",
    "paper: T5-Base, SuperGLUE",
  ]);
});

Deno.test("toTable() tells missing cells from those that were never declared", () => {
  const table = toTable(BROKEN);
  assertEquals(cellOf(table, 0, "Fine-tuning", "CB").kind, "missing");
  assertEquals(cellOf(table, 0, "Fine-tuning", "Average").kind, "missing");
  assertEquals(cellOf(table, 1, "Prompt tuning", "CB").kind, "empty");
});

Deno.test("toTable() says of a single run that its spread is not known", () => {
  const cell = cellOf(toTable(BROKEN), 0, "Fine-tuning", "RTE");
  if (cell.kind !== "ours") throw new Error(`it is ${cell.kind}`);
  assertEquals([cell.n, cell.sd], [1, null]);
});

/** Where a number is bold: `row, column`. */
function boldIn({ blocks, columns }: Table, block: number): string[] {
  return blocks[block]!.rows.flatMap(({ heads, cells }) =>
    cells.flatMap((cell, i) => "best" in cell ? [[...heads, columns[i]].join(", ")] : [])
  );
}

Deno.test("toTable() marks the highest method, what is set aside left out", () => {
  const ahead = toTable(fakeResult(SMALL, TIER, ({ method }) => ({
    score: () => method === "full" ? 0.9 : method === "prompt" ? 0.6 : 0.65,
  })));
  assertEquals(boldIn(ahead, 0), [
    "Residual prompt tuning, CB",
    "Residual prompt tuning, RTE",
    "Residual prompt tuning, WSC",
    "Residual prompt tuning, Average",
    "Residual prompt tuning, Average without WSC",
  ]);
  assertEquals(boldIn(ahead, 1)[1], "Residual prompt tuning, WSC");
});

Deno.test("toTable() marks nothing where all are equal by the digits that are shown", () => {
  const score = ({ method }: Cell) => () => method === "prompt" ? 0.6 : 0.60001;
  assertEquals(boldIn(toTable(fakeResult(SMALL, TIER, (cell) => ({ score: score(cell) }))), 0), []);
});

Deno.test("toTable() compares methods that differ in nothing else, by what numbers should read", () => {
  const lengths = toTable(fakeResult(EXPERIMENTS.prompt_length, TIER));
  for (const [block, { rows }] of lengths.blocks.entries()) {
    for (const [i, column] of lengths.columns.entries()) {
      for (const length of new Set(rows.map(({ heads }) => heads[0]))) {
        const bold = rows.filter(({ heads, cells }) => heads[0] === length && "best" in cells[i]!);
        const scores = new Set(bold.map(({ cells }) => shownScore(cells[i]!)));
        assert(scores.size <= 1, `${block}, ${length}, ${column}`); // two may be equal
      }
    }
  }
  const parameters = toTable(fakeResult(EXPERIMENTS.parameters, TIER));
  const wsc = boldIn(parameters, 1).filter((place) => place.endsWith(", WSC"));
  assertEquals(wsc, ["Adapter, WSC", "AdapterDrop, WSC"]); // ATTEMPT's 78.6 should read 53.8
});

Deno.test("toTable() explains failed runs, copied and corrected numbers", () => {
  const notes = toTable(BROKEN).notes.join("\n");
  assertStringIncludes(notes, "seed 1: the loss is NaN at step 17");
  assertStringIncludes(notes, "† Copied");
  assertStringIncludes(notes, "‡ Residual prompt tuning, WSC: printed as 45, should read 47");
});

Deno.test("toTable() makes a table of no runs at all", () => {
  const cells = WHOLE.cells.map((cell) => ({
    ...cell,
    config: null,
    candidates: [],
    records: [],
    missing: cell.cell.seeds.map((seed) => ({ seed, reason: null })),
  }));
  const table = toTable({ experiment: SMALL, tier: TIER, cells });
  const ours = table.blocks[0]!.rows.flatMap(({ cells }) => cells.map(({ kind }) => kind));
  assertEquals(new Set(ours), new Set(["missing"]));
  assertStringIncludes(table.notes.join("\n"), "27 of 27 reported runs are missing");
});

Deno.test("notes tell of runs that gave one answer to all examples", () => {
  const given = Array.from({ length: 40 }, (_, i) => i % 2);
  const [stuck, ...others] = WHOLE.cells;
  const [first, ...rest] = stuck!.records;
  const only = (record: RunRecord, given: number[]) => ({
    ...record,
    outcome: { ...record.outcome, answers: { texts: ["yes", "no"], given } },
  });
  const records = [only(first!, given.map(() => 0)), ...rest.map((it) => only(it, given))];
  const { notes } = toTable({ ...WHOLE, cells: [{ ...stuck!, records }, ...others] });
  const note = notes.find((line) => line.startsWith("Runs with one and the same answer"))!;
  const labels = Object.values(stuck!.cell.labels).join(", ");
  assertStringIncludes(note, `test examples: ${labels} (1 of ${records.length}).`);
});

Deno.test("tables look as they did, in every format", async () => {
  for (const [name, result] of [["whole", WHOLE], ["broken", BROKEN]] as const) {
    const table = toTable(result);
    await assertSnapshot(tableToMarkdown(table), `${name}.md`);
    await assertSnapshot(tableToHtml(table), `${name}.html`);
    await assertSnapshot(tableToLatex(table), `${name}.tex`);
    await assertSnapshot(tableToCsv(table), `${name}.csv`);
  }
});

Deno.test("every line of a Markdown table has the same number of columns", () => {
  const lines = tableToMarkdown(toTable(BROKEN)).split("\n").filter((line) => line.startsWith("|"));
  const counts = lines.map((line) => line.replaceAll("\\|", "").split("|").length);
  assertEquals(new Set(counts).size, 1);
});

Deno.test("escapeLatex() leaves no character that LaTeX would take for a command", () => {
  assertEquals(
    escapeLatex("a_{b} costs $5 & 10% \\\\ <x|y> #1"),
    "a\\_\\{b\\} costs \\$5 \\& 10\\% \\textbackslash{}\\textbackslash{} " +
      "\\textless{}x\\textbar{}y\\textgreater{} \\#1",
  );
});

Deno.test("every line of a LaTeX table has the same number of columns", () => {
  const text = tableToLatex(toTable(BROKEN));
  const lines = text.split("\n").filter((line) =>
    line.endsWith("\\\\") && !line.startsWith("\\multicolumn")
  );
  const counts = lines.map((line) => line.replaceAll("\\&", "").split("&").length);
  assertEquals(new Set(counts).size, 1);
  assertEquals(text.match(/\\begin/g)?.length, text.match(/\\end/g)?.length);
});

Deno.test("toTable() says what its columns are where they are no tasks", () => {
  const captionOf = (experiment: ShownExperiment) => toTable(fakeResult(experiment, TIER)).caption;
  assertStringIncludes(captionOf(EXPERIMENTS.few_shot), "Columns: examples per class.");
  assert(!captionOf(EXPERIMENTS.superglue).includes("Columns"));
});
