import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { evaluateSingle } from "../../src/jobs/evaluate.ts";
import { submitSingle } from "../../src/jobs/submit.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import type { Answering } from "../../src/lab/run.ts";
import { generateRows, miniTask } from "../../src/mini/rows.ts";
import { SUPERGLUE, type SuperGlueName } from "../../src/tasks/mod.ts";
import type { Row } from "../../src/tasks/task.ts";
import { inTempFolder } from "../_folder.ts";
import { withHub } from "../hub/superglue_hub.ts";
import { QUIET, tinyConfig } from "../train/_folders.ts";
import { inSetting, writeLines } from "../train/_setting.ts";

/** Rows that the mini model can read, in SuperGLUE's layout: with labels, and hidden in the test split. */
async function writeTask(folder: string, name: SuperGlueName, count: number): Promise<Row[]> {
  const made = generateRows(miniTask(name), "test", count) as readonly object[];
  const rows = made.map((row, i) => ({ ...row, idx: placeIn(name, i) }));
  const hidden = rows.map((row) => ({
    ...row,
    ...(name === "record" ? { answers: [] } : { label: -1 }),
  }));
  await Deno.mkdir(join(folder, name), { recursive: true });
  for (const split of ["train", "val"]) {
    await writeLines(join(folder, name, `${split}.jsonl`), rows);
  }
  await writeLines(join(folder, name, "test.jsonl"), hidden);
  return rows;
}

function placeIn(name: SuperGlueName, i: number): unknown {
  if (name === "multirc") return { paragraph: i, question: i, answer: i };
  return name === "record" ? { passage: i, query: i } : i;
}

/** The label of each line; of MultiRC, one line for each answer. */
function labelsOf(lines: readonly object[]): string[] {
  return [...JSON.stringify(lines).matchAll(/"label":"?([^"},]*)/g)].map(([, label]) => label!);
}

/** The label that the server gets for an answer to rows like this one. */
function labelFor(name: SuperGlueName, row: Row, answer: string): string {
  if (name === "record") return answer;
  const { submission, toExample } = SUPERGLUE[name];
  return labelsOf(submission!.lines([{ row, example: toExample(row), answer }]))[0]!;
}

for (const name of Object.keys(SUPERGLUE) as SuperGlueName[]) {
  Deno.test(`submitSingle() answers the test rows of ${name} as an evaluation would`, () =>
    inTempFolder(async (folder) => {
      const [row] = await writeTask(folder, name, 24);
      for (const answering of ["rank", "generate"] as const satisfies readonly Answering[]) {
        const data = `${folder}/`;
        const words = { ...QUIET, model: "mini", data, task: name, protocol: "paper", answering };
        const { predictions } = await evaluateSingle({ ...words, split: "test", examples: null });
        const answers = predictions.map(({ answer }) => answer);
        assert(new Set(answers).size > 1, `all are "${answers[0]}"`); // or the test is idle
        const limit = answering === "generate" ? { maxNewTokens: 2 } : {}; // a word of the mini world
        const { file, lines } = await submitSingle({ ...words, ...limit });
        assertEquals(file, `${SUPERGLUE[name].title}.jsonl`);
        assertEquals(labelsOf(lines), answers.map((answer) => labelFor(name, row!, answer)));
      }
    }));
}

Deno.test("submitSingle() reads the test rows of the Hub", () =>
  withHub(async ({ server }) => {
    const words = { ...QUIET, model: "mini", data: "super_glue", answering: "rank" } as const;
    const multirc = await submitSingle({ ...words, task: "multirc" });
    const places = JSON.stringify(multirc.lines).replace(/,"label":[01]/g, "");
    const question = (idx: number) => ({ idx, answers: [{ idx: 2 * idx }, { idx: 2 * idx + 1 }] });
    assertEquals(
      JSON.parse(places),
      [0, 1].map((idx) => ({
        idx,
        passage: { questions: [question(2 * idx), question(2 * idx + 1)] },
      })),
    );
    const record = await submitSingle({ ...words, task: "record" });
    assertEquals(record.lines.map((line) => (line as { idx: number }).idx), [
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
    ]);
    assertEquals(server.downloads.map((name) => name.slice(0, 5)), ["test-", "test-"]); // no others
  }));

Deno.test("submitSingle() gives a classifier's likeliest entity of each query", () =>
  inSetting("bert/tiny", async (setting) => {
    const { folder, model, out } = setting;
    const rows = await writeTask(folder, "record", 24) as { entities: string[] }[];
    const data = `${folder}/`;
    const task = "record_entity";
    const config = tinyConfig({ model, data }, "prompt", { task, protocol: "held_out" });
    await trainSingle({ ...QUIET, config, out });
    const words = { ...QUIET, model, adapter: out, data, task, answering: "rank" } as const;
    const { file, lines } = await submitSingle(words);
    assertEquals(file, "ReCoRD.jsonl");
    assertEquals(lines.map((line) => (line as { idx: number }).idx), rows.map((_, i) => i));
    labelsOf(lines).forEach((label, i) => assert(rows[i]!.entities.includes(label), label));
  }));

Deno.test("submitSingle() tells of answers for which the server has no label", () =>
  inTempFolder(async (folder) => {
    await writeTask(folder, "rte", 8);
    const notices: string[] = [];
    const words = { ...QUIET, model: "mini", data: `${folder}/`, task: "rte" };
    const notice = (line: string) => notices.push(line);
    const { lines } = await submitSingle({ ...words, notice, answering: "generate" });
    assertEquals(lines.length, 8); // the untrained model writes words of the premise
    assertMatch(notices.join(), /\d of 8 answers, such as "\w+", are none of the choices/);
    assertMatch(notices.join(), /stand as entailment in the file/);
  }));

Deno.test("submitSingle() refuses what the server does not take, before a model is loaded", () =>
  inTempFolder(async (folder) => {
    const data = `${folder}/`;
    const submit = (words: object) => () =>
      submitSingle({ ...QUIET, model: "none", data, task: "cb", answering: "rank", ...words });
    const fails = (words: object, message: string) =>
      assertRejects(submit(words), UsageError, message);
    await fails({ task: "wsc_generate" }, `Cannot submit answers to "wsc_generate"`);
    await fails({ data: "mini" }, `Cannot submit answers to the rows of "mini"`);
    await fails({ data: "rows.jsonl" }, `Cannot submit answers to the rows of "rows.jsonl"`);
    await fails({}, `Cannot find test rows of "cb"`);
    await Deno.mkdir(join(folder, "cb"));
    await writeLines(join(folder, "cb", "test.jsonl"), [{ premise: "a", hypothesis: "b" }]);
    await fails({}, `field "idx" must be an integer >= 0`);
    await writeLines(join(folder, "cb", "test.jsonl"), [{ premise: "a", idx: 0 }]);
    await fails({}, `Cannot read row 1 of "cb" from ${data} test: field "hypothesis"`);
    await writeLines(join(folder, "cb", "test.jsonl"), []);
    await fails({}, `has no test rows`);
  }));
