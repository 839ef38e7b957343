/**
 * Checks every notebook that the repository ships: thin, valid, typed, and with its outputs. A notebook of an
 * experiment has the same seven cells and after them the same words on what to do next; a guide, which shows how to
 * use the kit, has a heading above each step.
 */
import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { validate } from "jsonschema";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { NOTEBOOKS, ROOT } from "../../src/core/paths.ts";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import { findNotebooks } from "../../src/notebook/cli.ts";
import { type Notebook, readNotebook, toText } from "../../src/notebook/document.ts";
import { checkTypes } from "../../src/notebook/module.ts";
import { NEXT, skeleton } from "../../src/notebook/skeleton.ts";
import { codeNotebook, outputsOf } from "./_notebooks.ts";
import { faultsOf } from "./_thin.ts";
import schema from "./nbformat.v4.5.schema.json" with { type: "json" };

/** The notebooks that show no experiment. */
const GUIDES = ["12_own_data.ipynb"];

/** What stands in the six code cells of all others, in order. */
const CODE_CELLS = [
  /^import \{[^}]*\breproduce\b[^}]*\} from "kit";[^]*const tier = .*\/\/[^]*const engine = .*\/\/[^]*const seeds = .*\/\//,
  /^const result = await reproduce\("[a-z0-9_]+", \{ tier, engine, seeds \}\);$/,
  /^result\.table\(\);?$/,
  /^result\.chart\(\);?$/,
  /^result\.claims\(\);?$/,
  /^result\.provenance\(\);?$/,
];

/** Folders of a machine, which must not be told to every reader. */
const MACHINE_PATH =
  /(?:file:\/\/|["'\s(])(?:\/(?:home|root|Users|tmp|var|work|mnt|private)\/|[A-Z]:\\)/;

function codeOf({ cells }: Notebook): string[] {
  return cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => toText(source));
}

function assertIntroduces(notebook: Notebook, parts: readonly string[]): void {
  const [first] = notebook.cells;
  assertEquals(first?.cell_type, "markdown");
  const introduction = toText(first!.source);
  assertMatch(introduction, /^# \S/);
  for (const part of parts) {
    assertMatch(introduction, new RegExp(`\\*\\*${part}\\.\\*\\* [^(\\s]`), `"${part}" is missing`);
  }
}

function assertThin(notebook: Notebook): void {
  codeOf(notebook).forEach((text, i) => assertEquals(faultsOf(text), [], `code cell ${i + 1}`));
}

function assertSevenCells(notebook: Notebook): void {
  assertIntroduces(notebook, ["Question", "In the paper", "Time and memory"]);
  assertThin(notebook);
  const code = codeOf(notebook);
  assertEquals(code.length, CODE_CELLS.length, "there must be six code cells after the first cell");
  CODE_CELLS.forEach((pattern, i) => assertMatch(code[i]!, pattern, `code cell ${i + 1}`));
  const name = code[1]!.match(/"(.+?)"/)![1]!;
  assertEquals(toText(notebook.cells.at(-1)!.source), NEXT.replace("NAME", name));
}

/** Introduction and parameters, then steps, each with a heading and a few words, and what to do next. */
function assertGuides(notebook: Notebook): void {
  assertIntroduces(notebook, ["Question", "Data", "Time and memory"]);
  assertThin(notebook);
  const [, parameters, ...rest] = notebook.cells;
  assertMatch(toText(parameters!.source), /^import \{[^}]*\} from "kit";\n/);
  assertMatch(toText(rest.at(-1)!.source), /^\*\*Next steps\.\*\* /);
  const steps = rest.slice(0, -1);
  steps.forEach(({ cell_type, source }, i) => {
    if (cell_type === "code") return;
    assertMatch(toText(source), /^## \S.*\n\n\S.{0,400}$/, `step "${source}"`);
    assertEquals(steps[i + 1]?.cell_type, "code", `step "${source}" has no code`);
  });
  assertEquals(steps[0]?.cell_type, "markdown", "the first step has no heading");
}

function assertValid(notebook: Notebook): void {
  const { errors } = validate(notebook, schema, { base: "https://jupyter.org/nbformat" });
  assertEquals(errors.map((error) => error.stack), []);
  const ids = notebook.cells.map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length, "cell ids must differ");
}

function assertLinksLead(notebook: Notebook): void {
  const text = notebook.cells.map(({ source }) => toText(source)).join("\n");
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, target]) => target!);
  assertEquals(targets.filter((target) => !existsSync(join(NOTEBOOKS, target))), []);
}

/** @param from the first code cell that shows something, counted from 0 */
function assertShowsResults(notebook: Notebook, from: number): void {
  const outputs = outputsOf(notebook);
  outputs.slice(from).forEach((shown, i) =>
    assertGreater(
      shown.length,
      0,
      `code cell ${from + i + 1} has no output: run deno task notebooks`,
    )
  );
  const errors = outputs.flat().filter(({ output_type }) => output_type === "error");
  assertEquals(errors, []);
  const text = outputs.flat().map((output) => JSON.stringify(output)).join("\n");
  assertEquals(text.match(MACHINE_PATH)?.[0], undefined, "an output names a folder of a machine");
  assert(!text.includes(ROOT), "an output names the folder of the repository");
}

const paths = await findNotebooks(NOTEBOOKS, []);

const [guides, experiments] = [true, false].map((wanted) =>
  paths.filter((path) => GUIDES.includes(basename(path)) === wanted)
) as [string[], string[]];

for (const path of experiments) {
  Deno.test(`${basename(path)} has the seven cells, is valid and shows its results`, async () => {
    const notebook = await readNotebook(path);
    assertValid(notebook);
    assertLinksLead(notebook);
    assertSevenCells(notebook);
    assertShowsResults(notebook, 2);
  });
}

for (const path of guides) {
  Deno.test(`${basename(path)} has a heading above each step, is valid and shows its results`, async () => {
    const notebook = await readNotebook(path);
    assertValid(notebook);
    assertLinksLead(notebook);
    assertGuides(notebook);
    assertShowsResults(notebook, 1);
  });
}

Deno.test("a notebook asks what its experiment asks", async () => {
  for (const { notebook, title, question } of Object.values(EXPERIMENTS)) {
    const { cells } = await readNotebook(join(NOTEBOOKS, notebook));
    const introduction = toText(cells[0]!.source);
    assertStringIncludes(introduction, `# ${title}\n`);
    assertStringIncludes(introduction, `**Question.** ${question}\n`);
  }
});

Deno.test("every notebook type-checks", async () => {
  assertEquals(await checkTypes(paths), "");
});

Deno.test("skeleton() makes a notebook that passes these checks", () => {
  const notebook = skeleton(EXPERIMENTS.prompt_length, "mini: 1 min, 1 GB");
  assertValid(notebook);
  assertSevenCells(notebook);
  assertEquals(codeOf(notebook)[1]!.includes(`reproduce("prompt_length"`), true);
});

Deno.test("skeleton() says of a question of one's own that the paper does not ask it", () => {
  const words = { name: "own", title: "T", question: "Q?", source: "own question" };
  const notebook = skeleton(words, "1 min");
  assertSevenCells(notebook);
  assertMatch(toText(notebook.cells[0]!.source), /Not asked there \(own question\)\./);
});

Deno.test("a guide with a step that has no heading, or no code, is found out", async () => {
  const guide = await readNotebook(guides[0]!);
  const without = (index: number) => ({ ...guide, cells: guide.cells.toSpliced(index, 1) });
  assertGuides(guide);
  assertThrows(() => assertGuides(without(0)));
  assertThrows(() => assertGuides(without(2)), Error, "the first step has no heading");
  assertThrows(() => assertGuides(without(guide.cells.length - 1)));
  const twice = { ...guide, cells: guide.cells.toSpliced(2, 0, guide.cells[2]!) };
  assertThrows(() => assertGuides(twice), Error, "has no code");
});

Deno.test("a code cell that computes is found out", () => {
  const faults = (code: string) => faultsOf(code).map((fault) => fault.replace(/: move.*/, ""));
  assertEquals(faults(`import { reproduce } from "kit";\nconst seeds = [0, 1];`), []);
  assertEquals(faults(`const model = "google/t5-base"; // ../not/a/path`), []);
  assertEquals(faults("for (const a of [1]) a;"), ["has a loop"]);
  assertEquals(faults("[1].map((a) => a)"), ["has a function"]);
  assertEquals(faults("1 + 1"), ["has arithmetic"]);
  assertEquals(faults(`let a = "../data"`), [
    `has "let" where "const" is meant`,
    "has a file path",
  ]);
  assertEquals(faults(`import * as tf from "@tensorflow/tfjs-core"`).length, 2);
  assertEquals(
    faults("1;\n".repeat(9)),
    ["has 9 lines"].map((fault) => `${fault}: at most 8 are allowed`),
  );
});

Deno.test("a notebook that breaks the format is found out", () => {
  const notebook = codeNotebook("1");
  assertValid(notebook);
  Object.assign(notebook.cells[0]!, { outputs: [{ output_type: "stream", name: "stdout" }] });
  assertThrows(() => assertValid(notebook), Error, "instance.cells[0]");
});

Deno.test("an output that names a folder of a machine is found out", () => {
  for (const text of [`"/home/ann/kit"`, "at file:///Users/ann/x.ts", "C:\\Users", " /tmp/x"]) {
    assertMatch(` ${text}`, MACHINE_PATH);
  }
  assertEquals(
    "</div> and/or results/runs/a.json https://example.org/home/".match(MACHINE_PATH),
    null,
  );
});
