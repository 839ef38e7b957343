/** Every task of the registry keeps the same promises, on three rows of SuperGLUE's own form. */
import { assert, assertEquals, assertGreaterOrEqual, assertLess, assertThrows } from "@std/assert";
import { join } from "node:path";
import { asTask, SUPERGLUE, TASKS } from "../../src/tasks/mod.ts";
import { generateRows, isMiniTask } from "../../src/mini/rows.ts";
import { datasetOf, expandRows, readExamples } from "../../src/tasks/source.ts";
import type { Example, Format, Row, Scoring, Task } from "../../src/tasks/task.ts";
import { ROOT } from "../../src/core/paths.ts";
import { readRows } from "../tasks/_rows.ts";

const FORMATS: readonly Format[] = ["paper", "t5"];
const SCORINGS: readonly Scoring[] = ["official", "paper"];

async function rowsOf(task: Task): Promise<Row[]> {
  const rows = await readRows(
    join(ROOT, "tests/fixtures/tasks", `${datasetOf(task)}.jsonl`),
  );
  return [...expandRows(task, rows.filter((row) => task.keeps?.(row) ?? true), "dev")];
}

function isRight(example: Example, answer: string): boolean {
  return example.candidate === undefined
    ? example.golds.includes(answer)
    : answer === example.target;
}

/** What a model should answer: where candidates are judged one by one, golds are some of them. */
function rightAnswer({ candidate, target, golds }: Example): string {
  return candidate === undefined ? golds[0] as string : target;
}

for (const [name, task] of Object.entries(TASKS) as [string, Task][]) {
  Deno.test(`${name}: is listed under its own name, with a title, a version and a source`, () => {
    assertEquals(task.name, name);
    assert(/^[a-z][a-z0-9_]*$/.test(task.name));
    assert(task.title.length > 0 && task.source.length > 0);
    assertGreaterOrEqual(task.version, 1);
  });

  for (const format of FORMATS) {
    for (const scoring of SCORINGS) {
      const form = asTask(task, { format, scoring });
      const what = `${name}, ${format} text, ${scoring} metrics:`;

      Deno.test(`${what} texts are clean and the target is an answer`, async () => {
        for (const row of await rowsOf(task)) {
          const { input, target, choices, golds, longField } = form.toExample(row);
          for (const text of [input, target, ...choices, ...golds]) {
            assert(
              text.length > 0 && text === text.trim(),
              `edge spaces in ${JSON.stringify(text)}`,
            );
          }
          assert(choices.includes(target) || golds.every((gold) => choices.includes(gold)));
          assertEquals(new Set(choices).size, choices.length);
          if (longField === undefined) continue;
          const [start, end] = longField;
          assert(0 <= start && start < end && end <= input.length);
        }
      });

      Deno.test(`${what} gold answers score 1, empty answers 0, each metric within 0..1`, async () => {
        const examples = (await rowsOf(task)).map(form.toExample);
        const right = form.score(examples, examples.map(rightAnswer));
        assertEquals(Object.keys(right), [...form.metrics, "score"]);
        for (const metric of Object.values(right)) assertEquals(metric, 1);
        const empty = form.score(examples, examples.map(() => ""));
        for (const metric of Object.values(empty)) assertEquals(metric, 0);
      });

      Deno.test(`${what} a wrong choice costs points and score is the mean`, async () => {
        const examples = (await rowsOf(task)).map(form.toExample);
        const answers = examples.map((example, i) =>
          i === 0
            ? example.choices.find((choice) => !isRight(example, choice)) as string
            : rightAnswer(example)
        );
        const { score, ...metrics } = form.score(examples, answers);
        const values = Object.values(metrics);
        assertLess(score, 1);
        assertEquals(score, values.reduce((a, b) => a + b, 0) / values.length);
      });

      Deno.test(`${what} examples of one class share a class`, async () => {
        const examples = (await rowsOf(task)).map(form.toExample);
        for (const a of examples) {
          for (const b of examples) {
            if (a.target === b.target) assertEquals(form.classOf(a), form.classOf(b));
          }
        }
      });

      Deno.test(`${what} a missing field is named`, async () => {
        const row = (await rowsOf(task))[0] as Row;
        const { input } = form.toExample(row);
        let needed = 0;
        for (const field of Object.keys(row)) {
          const { [field]: _, ...rest } = row;
          try {
            assertEquals(form.toExample(rest).input, input); // a field that the wording does not use
          } catch (error) {
            assert(
              error instanceof TypeError && error.message.includes(`"${field}"`),
              String(error),
            );
            needed++;
          }
        }
        assertGreaterOrEqual(needed, 2);
      });
    }
  }

  const dataset = datasetOf(task);
  if (isMiniTask(dataset)) {
    Deno.test(`${name}: rows of the mini world are read like those of SuperGLUE`, () => {
      const made = generateRows(dataset, "dev", 20) as readonly object[] as Row[];
      const rows = expandRows(task, made, "dev");
      for (const format of FORMATS) {
        const form = asTask(task, { format, scoring: "official" });
        const examples = readExamples(form, rows, "mini");
        assert(examples.length > 0);
        const answers = examples.map(rightAnswer);
        assertEquals(form.score(examples, answers).score, 1);
      }
    });
  }

  Deno.test(`${name}: as many answers as examples are wanted`, async () => {
    const examples = (await rowsOf(task)).map(task.toExample);
    assertThrows(() => task.score(examples, ["one too few"].slice(1)), RangeError);
  });
}

Deno.test("the mini world has rows of every task of SuperGLUE", () => {
  assertEquals(Object.keys(SUPERGLUE).filter((name) => !isMiniTask(name)), []);
});
