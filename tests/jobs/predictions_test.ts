import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { predictionsOf } from "../../src/jobs/predictions.ts";
import { type Task, TASKS } from "../../src/tasks/mod.ts";
import { datasetOf, expandRows, readExamples } from "../../src/tasks/source.ts";
import { readRows } from "../tasks/_rows.ts";

for (const task of Object.values(TASKS) as Task[]) {
  Deno.test(`predictionsOf() tells right answers of ${task.name} from wrong ones`, async () => {
    const rows = await readRows(join(ROOT, "tests/fixtures/tasks", `${datasetOf(task)}.jsonl`));
    const examples = readExamples(task, expandRows(task, rows, "dev"), "fixture");
    const answers = examples.map(({ candidate, target, golds }) =>
      candidate === undefined ? golds[0]! : target
    );
    const right = predictionsOf(task, examples, answers);
    assertEquals(right.map((line) => line.right), examples.map(() => true));
    assertEquals(right[0]!.input, examples[0]!.input);
    const wrong = predictionsOf(task, examples, examples.map(() => "xyz"));
    assertEquals(wrong.map((line) => line.right), examples.map(() => false));
  });
}
