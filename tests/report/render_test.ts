import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { exists } from "../../src/core/exists.ts";
import { EXPERIMENTS, TIERS } from "../../src/experiments/mod.ts";
import { agreementLine, agreementToMarkdown, verdictsLine } from "../../src/report/agreement.ts";
import { resultId, toBibtex } from "../../src/report/cite.ts";
import { provenanceToHtml, toFacts } from "../../src/report/provenance.ts";
import { fileStem, renderFiles, renderView } from "../../src/report/render.ts";
import { inTempFolder } from "../_folder.ts";
import { fakeResult } from "./_fake.ts";
import { BROKEN, WHOLE } from "./_small.ts";

async function readFiles(folder: string, paths: readonly string[]) {
  const files = await Promise.all(paths.map((path) => Deno.readFile(path)));
  return paths.map((path, i) => [path.slice(folder.length), files[i]!] as const);
}

Deno.test("renderFiles() writes tables and charts, the same bytes each time", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const paths = await renderFiles(WHOLE, folder);
    assertEquals(paths.map((path) => path.slice(folder.length)), [
      "/tables/small.md",
      "/tables/small.csv",
      "/tables/small.html",
      "/tables/small.tex",
      "/charts/small.vl.json",
      "/charts/small.svg",
      "/charts/small.png",
      "/reports/small.md",
    ]);
    const first = await readFiles(folder, paths);
    assertEquals(await readFiles(folder, await renderFiles(WHOLE, folder)), first);
    const left = [...Deno.readDirSync(`${folder}/charts`)].map(({ name }) => name).sort();
    assertEquals(left, ["small.png", "small.svg", "small.vl.json"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("renderFiles() of a part leaves complete files alone, and is gone once there are new ones", () =>
  inTempFolder(async (folder) => {
    const [cell, ...cells] = WHOLE.cells;
    const missing = cell!.records.map(({ config: { seed } }) => ({ seed, reason: null }));
    const part = { ...WHOLE, cells: [{ ...cell!, records: [], missing }, ...cells] };
    const whole = await readFiles(folder, await renderFiles(WHOLE, folder));
    const paths = await renderFiles(part, folder);
    assert(paths.includes(`${folder}/tables/small-partial.md`), paths.join());
    const page = await Deno.readTextFile(`${folder}/reports/small-partial.md`);
    assertStringIncludes(page, "../charts/small-partial.svg");
    assertEquals(await readFiles(folder, await renderFiles(WHOLE, folder)), whole);
    for (const path of paths) assertEquals(await exists(path), false, path);
  }));

Deno.test("renderFiles() says in a sentence that a folder cannot be written", () =>
  inTempFolder(async (folder) => {
    const taken = `${folder}/results`;
    await Deno.writeTextFile(taken, "no folder");
    await assertRejects(
      () => renderFiles(WHOLE, taken),
      UsageError,
      `Cannot write results to "${taken}"`,
    );
  }));

Deno.test("fileStem() keeps the tiers apart", () => {
  assertEquals(fileStem(WHOLE), "small");
  assertEquals(fileStem({ ...WHOLE, tier: TIERS.paper }), "small-paper");
});

Deno.test("renderView() gives every part that a notebook shows", async () => {
  const view = await renderView(BROKEN);
  assertStringIncludes(view.table.html, "<table>");
  assertStringIncludes(view.table.markdown, "| Method");
  assertStringIncludes(view.chart.svg, "<svg");
  assertMatch(String(view.chart.spec.$schema), /vega-lite\/v5/);
  assertStringIncludes(view.claims.markdown, "supported");
  assertStringIncludes(view.provenance.html, "@misc{");
});

Deno.test("resultId() changes with what the runs found, and with nothing else", () => {
  assertMatch(resultId(WHOLE), /^small-mini-[0-9a-f]{8}$/);
  assertNotEquals(resultId(WHOLE), resultId(BROKEN));
  const later = WHOLE.cells.map((cell) => ({
    ...cell,
    records: cell.records.map((record) => ({
      ...record,
      provenance: { ...record.provenance, finishedAt: "2030-01-01T00:00:00.000Z" },
    })),
  }));
  assertEquals(resultId({ ...WHOLE, cells: later }), resultId(WHOLE));
});

Deno.test("toBibtex() names the result, its commit and the paper", () => {
  const text = toBibtex(WHOLE);
  assertStringIncludes(text, `@misc{${resultId(WHOLE)},`);
  assertStringIncludes(text, "commit 0123456789ab");
  assertStringIncludes(text, "year = {2026}");
  assertStringIncludes(text, "eprint = {2305.03937}");
});

Deno.test("toBibtex() calls a question of one's own no reproduction", () => {
  const experiment = { ...WHOLE.experiment, source: "own question", question: "Is it so?" };
  const text = toBibtex({ ...WHOLE, experiment });
  assertStringIncludes(text, `title = {${experiment.title}: Is it so?}`);
  assertEquals(text.includes("reproduction"), false);
});

Deno.test("toFacts() counts runs once and lists every value that differs", () => {
  const facts = Object.fromEntries(toFacts(WHOLE));
  // 9 cells of 3 seeds; candidates: 6 for each of 2 prompt methods and 3 for full, on 3 tasks
  assertEquals(facts.Runs, "27 reported, 45 for tuning on dev");
  assertEquals(facts.Engine, "tensorflow, version 2.20.0");
  const cells = WHOLE.cells.map((cell, i) => ({
    ...cell,
    records: cell.records.map((record) => ({
      ...record,
      provenance: { ...record.provenance, ...(i === 0 ? { commit: null } : {}) },
    })),
  }));
  const mixed = Object.fromEntries(toFacts({ ...WHOLE, cells }));
  assertEquals(mixed.Code, "commit 0123456789ab; no commit");
});

Deno.test("provenance of no runs says so without failing", () => {
  const cells = WHOLE.cells.map((cell) => ({ ...cell, records: [], candidates: [] }));
  assertStringIncludes(provenanceToHtml({ ...WHOLE, cells }), "0 reported, 0 for tuning");
});

const comparison = {
  experiment: "small",
  labels: { method: "Prompt tuning", task: "RTE" },
  own: 0.5,
  reference: 0.61,
  tolerance: 0.02,
};

Deno.test("agreementLine() counts in words", () => {
  const line = agreementLine([
    { ...comparison, agreement: "identical" },
    { ...comparison, agreement: "identical" },
    { ...comparison, agreement: "differs" },
  ]);
  const counts =
    "2 bit-identical, 1 differ; largest difference 11.0 points (small: Prompt tuning, RTE)";
  assertEquals(line, `3 cells compared with the shipped ones: ${counts}`);
  assertStringIncludes(agreementLine([]), "No cells to compare");
});

Deno.test("verdictsLine() names the verdicts that are others, and leaves out what one side lacks", () => {
  const { superglue } = EXPERIMENTS;
  const full = fakeResult(superglue, TIERS.mini);
  assertEquals(verdictsLine([full], [full]), "5 of 5 verdicts match the shipped ones");
  const upside = {
    ...full,
    cells: full.cells.map((it) => ({
      ...it,
      records: it.records.map((record) => ({
        ...record,
        outcome: { ...record.outcome, test: { score: 1 - record.outcome.test.score! } },
      })),
    })),
  };
  assertMatch(
    verdictsLine([upside], [full]),
    /^0 of 5 .*; changed: superglue\/residual_beats_prompt \(/,
  );
  const none = { ...full, cells: full.cells.map((it) => ({ ...it, records: [] })) };
  assertStringIncludes(verdictsLine([full], [none]), "No verdicts to compare");
});

Deno.test("agreementToMarkdown() lists the cells that differ and states the rule", () => {
  const text = agreementToMarkdown([
    { ...comparison, agreement: "differs" },
    { ...comparison, agreement: "within", labels: { task: "CB" } },
  ], "25 of 25 verdicts match the shipped ones");
  assertStringIncludes(text, "25 of 25 verdicts");
  assertStringIncludes(text, "Prompt tuning, RTE");
  assertMatch(text, /50\.0 \|\s+61\.0 \|\s+2\.0/);
  assertEquals(text.includes("CB"), false);
  assertStringIncludes(text, "two standard errors");
});

Deno.test("no line of a citation is so long that a page breaks it within a word", () => {
  const lines = toBibtex(fakeResult(EXPERIMENTS.tuned, TIERS.mini)).split("\n");
  assertEquals(lines.filter((line) => line.length > 80), []);
});
