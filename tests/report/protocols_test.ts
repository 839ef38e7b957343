import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { CellResult } from "../../src/lab/experiment.ts";
import type { RunRecord, Verdict } from "../../src/lab/run.ts";
import { tableToCsv } from "../../src/report/csv.ts";
import { tableToMarkdown } from "../../src/report/markdown.ts";
import { FLATTERING, toProtocolTable } from "../../src/report/protocols.ts";
import { renderFiles } from "../../src/report/render.ts";
import type { Table } from "../../src/report/table.ts";
import { label } from "../../src/report/titles.ts";
import type { ShownResult } from "../../src/report/view.ts";
import { PROTOCOLS } from "../../src/tasks/protocol.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { SMALL, TIER, WHOLE } from "./_small.ts";
import { TIERS } from "../../src/experiments/tiers.ts";
import { fakeResult } from "./_fake.ts";

function verdict(selection: Verdict["selection"], dev: number, test: number): Verdict {
  return { selection, step: 1, dev: { score: dev }, test: { score: test } };
}

/** By how much the half that is scored is harder than the other, which is no optimism. */
const HARDER = 0.01;

/** A verdict with what the exchanged halves give. */
function bothWays(one: Verdict, dev: number, test: number): Verdict {
  return Object.assign(one, { swapped: { step: 1, dev: { score: dev }, test: { score: test } } });
}

/**
 * A run of the paper's tier: held-out score s, the paper's number 4 points above it, and the rows
 * that selected 2 points above, give or take one point for each seed beside seed 1.
 */
function paperRun(record: RunRecord): RunRecord {
  const score = record.outcome.test.score!;
  const gap = 0.01 * (1 + record.config.seed);
  const verdicts = {
    paper: [verdict("best", score + 0.04, score + 0.04)],
    paper_held_out: [
      bothWays(verdict("best", score + gap + HARDER, score), score + gap, score + HARDER),
      verdict("last", score - 0.05, score - 0.02),
    ],
  };
  return { ...record, outcome: { ...record.outcome, verdicts } };
}

function mapRuns(
  result: ShownResult,
  change: (record: RunRecord) => RunRecord[],
): ShownResult {
  const cells = result.cells.map((cell): CellResult => ({
    ...cell,
    records: cell.records.flatMap(change),
  }));
  return { ...result, tier: { ...TIER, name: "paper", title: TIERS.paper.title }, cells };
}

const score = ({ method }: { readonly method: string }) => () =>
  method === "residual_prompt" ? 0.65 : 0.6;

const SERVED = mapRuns(
  fakeResult(SMALL, TIER, (cell) => ({ score: score(cell) })),
  (record) => [paperRun(record)],
);

/** Residual prompt tuning lacks seed 2 of RTE; fine-tuning has no run with a protocol. */
const HOLES = mapRuns(SERVED, (record) => {
  const { method, task, seed } = record.config;
  if (method === "full") return [];
  return method === "residual_prompt" && task === "rte" && seed === 2 ? [] : [record];
});

function cellOf(table: Table, row: number, column: string) {
  return table.blocks[0]!.rows[row]!.cells[table.columns.indexOf(column)]!;
}

Deno.test("toProtocolTable() reads all columns off the same runs", async () => {
  const table = toProtocolTable(SERVED)!;
  assertEquals(table.columns, [
    "Paper, best epoch",
    "Same runs, held out, best epoch",
    "Same runs, held out, last epoch",
    "Optimism gap",
    "Paper minus same runs, held out",
  ]);
  assertEquals(table.blocks[0]!.rows.map(({ heads }) => heads.join(", ")), [
    "Prompt tuning, 3 tasks",
    "Prompt tuning, 2 tasks, without WSC",
    "Residual prompt tuning, 3 tasks",
    "Residual prompt tuning, 2 tasks, without WSC",
    "Fine-tuning, 3 tasks",
    "Fine-tuning, 2 tasks, without WSC",
  ]);
  await assertSnapshot(tableToMarkdown(table), "protocols.md");
  await assertSnapshot(tableToCsv(table), "protocols.csv");
});

Deno.test("the optimism gap is dev minus test of the best epoch, the mean of both ways", () => {
  const gap = cellOf(toProtocolTable(SERVED)!, 2, "Optimism gap");
  if (gap.kind !== "difference") throw new Error(`it is ${gap.kind}`);
  assertAlmostEquals(gap.mean, 2, 1e-9);
  assertEquals([gap.n, gap.runIds.length], [3, 9]);
  // three tasks of variance 1 and three seeds: standard error 1/3, t(6; 0.975) = 2.4469
  assertAlmostEquals(gap.range!.low, 2 - 2.4469 / 3, 1e-4);
  assertAlmostEquals(gap.range!.high, 2 + 2.4469 / 3, 1e-4);
  const all = cellOf(toProtocolTable(SERVED)!, 2, "Paper minus same runs, held out");
  assertEquals(all.kind === "difference" && all.mean.toFixed(9), "4.000000000");
});

Deno.test("toProtocolTable() averages only seeds with every task, and leaves out what has no run", () => {
  const table = toProtocolTable(HOLES)!;
  assertEquals(table.blocks[0]!.rows.length, 4);
  const [all, rest] = [2, 3].map((row) => cellOf(table, row, "Optimism gap"));
  if (all?.kind !== "difference" || rest?.kind !== "difference") throw new Error("no gap");
  assertEquals([all.n, all.range], [2, null]); // fewer than three seeds have no interval
  assertAlmostEquals(all.mean, 1.5, 1e-9);
  assertEquals(rest.n, 2);
});

Deno.test("a task and a seed that never met leave the average out", () => {
  const apart = mapRuns(SERVED, (record) => {
    const { task, seed } = record.config;
    return (task === "rte") === (seed === 0) ? [record] : [];
  });
  assertEquals(cellOf(toProtocolTable(apart)!, 0, "Optimism gap").kind, "missing");
});

Deno.test("runs that select on other rows have a gap, but nothing to compare it with", () => {
  const small = mapRuns(WHOLE, (record) => {
    const verdicts = { held_out: [verdict("best", 0.62, 0.6), verdict("last", 0.6, 0.6)] };
    return [{ ...record, outcome: { ...record.outcome, verdicts } }];
  });
  const { columns, notes } = toProtocolTable(small)!;
  assertEquals(columns, ["Held out, best epoch", "Held out, last epoch", "Optimism gap"]);
  assertStringIncludes(notes.join(), "It includes any difference in difficulty");
  assertEquals(notes.join().includes("Paper"), false);
});

Deno.test("toProtocolTable() is null at the mini tier, and no file is written", async () => {
  assertEquals(toProtocolTable(WHOLE), null);
  const folder = await Deno.makeTempDir();
  try {
    const names = (paths: string[]) => paths.filter((path) => path.includes("-protocols."));
    assertEquals(names(await renderFiles(WHOLE, folder)), []);
    const paths = names(await renderFiles(SERVED, folder));
    assertEquals(paths.map((path) => path.slice(folder.length)), [
      "/tables/small-paper-protocols.md",
      "/tables/small-paper-protocols.csv",
    ]);
    const page = await Deno.readTextFile(`${folder}/reports/small-paper.md`);
    assertStringIncludes(page, "## The same runs under each protocol");
    assertStringIncludes(page, "## Deviations from the paper's code");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("every protocol has a title, and only one selects on the rows that it scores", () => {
  for (const [name, { splits }] of Object.entries(PROTOCOLS)) {
    assertEquals(label({ protocol: name }).protocol === name, false, `no title for ${name}`);
    assertEquals(splits === "validation_twice", name === FLATTERING, name);
  }
});
