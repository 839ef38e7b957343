/** The files of SuperGLUE's server, against those that SuperGLUE's own toolkit writes. */
import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { asTask, SUPERGLUE, TASKS } from "../../src/tasks/mod.ts";
import { expandRows } from "../../src/tasks/source.ts";
import type { Answered, Format, Row, Task } from "../../src/tasks/task.ts";
import { readRows } from "./_rows.ts";

interface Reference {
  readonly idx: readonly unknown[];
  readonly answers: readonly string[];
  readonly file: string;
  readonly lines: readonly object[];
}

const FIXTURES = join(ROOT, "tests/fixtures");
const REFERENCES: Readonly<Record<string, Reference>> =
  JSON.parse(await Deno.readTextFile(join(FIXTURES, "submissions.json"))).tasks;

/** Rows as the benchmark hides their labels: on the Hub, or in its own files. */
async function hiddenRows(name: string, idx: readonly unknown[]): Promise<Row[]> {
  const rows = await readRows(join(FIXTURES, "tasks", `${name}.jsonl`));
  return idx.map((place, i) => {
    const { label: _, answers: __, ...row } = rows[i % rows.length]!;
    const hidden = i % 2 === 0 ? {} : name === "record" ? { answers: [] } : { label: -1 };
    return { ...row, ...hidden, idx: place };
  });
}

function answered(task: Task, rows: readonly Row[], answerTo: (i: number) => string): Answered[] {
  return rows.map((row, i) => {
    const whole = task.submission!.complete(row);
    return { row: whole, example: task.toExample(whole), answer: answerTo(i) };
  });
}

for (const [name, task] of Object.entries(SUPERGLUE)) {
  const { idx, answers, file, lines } = REFERENCES[name]!;
  for (const format of ["paper", "t5"] as const satisfies readonly Format[]) {
    Deno.test(`${name}, ${format} text: the file is the one of SuperGLUE's toolkit`, async () => {
      const form = asTask(task, { format, scoring: "official" });
      const rows = await hiddenRows(name, idx);
      const wordOf = (i: number) => inWords(form, rows[i]!, answers[i]!);
      assertEquals(form.submission!.file, file);
      assertEquals(form.submission!.lines(answered(form, rows, wordOf)), lines);
    });
  }
}

/** What a model writes for a class, which the wording may name otherwise. */
function inWords(task: Task, row: Row, answer: string): string {
  const { choices } = task.toExample(task.submission!.complete(row));
  if (task.name === "record" || choices.includes(answer)) return ` ${answer} `;
  return choices[["false", "true"].indexOf(answer)]!;
}

Deno.test("record_entity: the file has the entity of each query that was found to be right", async () => {
  const { idx, file } = REFERENCES.record!;
  const task: Task = TASKS.record_entity;
  const completed = (await hiddenRows("record", idx)).map(task.submission!.complete);
  const rows = expandRows(task, completed, "test");
  const wanted = idx.map((place, i) => [
    (place as { query: number }).query,
    (completed[i]!.entities as string[]).at(-1)!,
  ]);
  const isWanted = (row: Row) =>
    wanted.some(([query, entity]) =>
      (row.idx as { query: number }).query === query && row.entity === entity
    );
  const all = rows.map((row) => ({
    row,
    example: task.toExample(row),
    answer: isWanted(row) ? "true" : "false",
  }));
  assertEquals(task.submission!.file, file);
  const lines = wanted.map(([idx, label]) => ({ idx, label }));
  assertEquals(task.submission!.lines(all), lines);
  const none = all.map((it) => ({ ...it, answer: "false" }));
  assertEquals(task.submission!.lines(none), wanted.map(([idx]) => ({ idx, label: "" })));
});

Deno.test("an answer that is none of the choices stands as the first class", async () => {
  for (const name of ["rte", "copa", "multirc"] as const) {
    const task: Task = TASKS[name];
    const rows = await hiddenRows(name, REFERENCES[name]!.idx.slice(0, 1));
    const [line] = task.submission!.lines(answered(task, rows, () => "perhaps"));
    assertEquals(
      String(JSON.stringify(line).match(/"label":"?(\w+)/)![1]),
      task.submission!.otherwise,
    );
  }
});

Deno.test("a hidden label is never read: what stands in its place is always the same", () => {
  const row = { passage: "a", question: "b", idx: 0 };
  const { complete } = TASKS.boolq.submission!;
  assertEquals(complete({ ...row, label: 1 }), complete({ ...row, label: -1 }));
});

Deno.test("a row that does not say where it belongs is named by its field", () => {
  const example = { input: "", target: "", choices: ["a", "b"], golds: [] };
  const lines = (name: keyof typeof SUPERGLUE, row: Row) => () =>
    SUPERGLUE[name].submission!.lines([{ row, example, answer: "a" }]);
  assertThrows(lines("rte", {}), TypeError, `"idx" must be an integer >= 0: it is missing`);
  assertThrows(lines("multirc", { idx: 3 }), TypeError, `"idx" must be an object`);
  assertThrows(lines("record", { idx: { passage: 1 } }), TypeError, `"query" must be an integer`);
});
