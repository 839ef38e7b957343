import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { judge } from "../../src/tasks/judge.ts";
import { TASKS } from "../../src/tasks/mod.ts";
import { HELD_OUT, PAPER, PAPER_HELD_OUT, taskUnder } from "../../src/tasks/protocol.ts";
import { splitRows } from "../../src/tasks/splits.ts";
import type { Example } from "../../src/tasks/task.ts";

const COUNT = 40;
const EXAMPLES: readonly Example[] = Array.from(
  { length: COUNT },
  (_, i) => ({ input: `${i}`, target: "true", choices: ["false", "true"], golds: ["true"] }),
);
const POSITIONS = EXAMPLES.map((_, i) => i);
const { dev: DEV } = splitRows("validation_halves", { train: [], validation: POSITIONS });

/** Right where `isRight` says so. */
function answersAt(step: number, isRight: (position: number) => boolean) {
  return { step, answers: POSITIONS.map((i) => isRight(i) ? "true" : "false") };
}

/** Step 2 is perfect on the dev half and hopeless on the other, step 3 is even. */
const EVALUATIONS = [
  answersAt(1, () => false),
  answersAt(2, (i) => DEV.includes(i)),
  answersAt(3, (i) => i % 4 !== 0),
];

Deno.test("judge() under the paper's protocol reports the best evaluation on the scored rows", () => {
  const [verdict, ...more] = judge(PAPER, taskUnder(PAPER, TASKS.boolq), EXAMPLES, EVALUATIONS);
  assertEquals(more, []);
  assertEquals([verdict!.selection, verdict!.step, verdict!.test.score], ["best", 3, 0.75]);
  assertEquals(verdict!.dev, verdict!.test);
});

Deno.test("judge() under held-out protocols selects on one half and scores the other", () => {
  for (const protocol of [PAPER_HELD_OUT, HELD_OUT]) {
    const task = taskUnder(protocol, TASKS.boolq);
    const [best, last] = judge(protocol, task, EXAMPLES, EVALUATIONS);
    assertEquals([best!.step, best!.dev.score, best!.test.score], [2, 1, 0]);
    assertEquals([last!.selection, last!.step], ["last", 3]);
    assertAlmostEquals((last!.dev.score + last!.test.score) / 2, 0.75, 1e-12);
    // exchanged, step 3 is the best on the other half
    assertEquals(best!.swapped, { step: 3, dev: last!.test, test: last!.dev });
  }
});

Deno.test("judge() takes the first of equally good evaluations", () => {
  const same = [answersAt(5, () => true), answersAt(6, () => true)];
  assertEquals(judge(PAPER, taskUnder(PAPER, TASKS.boolq), EXAMPLES, same)[0]!.step, 5);
});

Deno.test("judge() keeps the answers of a question on one side", () => {
  const grouped = EXAMPLES.map((e, i) => ({ ...e, group: `question ${Math.floor(i / 8)}` }));
  const sides: Set<string>[] = [];
  const spy = {
    ...taskUnder(HELD_OUT, TASKS.multirc),
    score(examples: readonly Example[]) {
      sides.push(new Set(examples.map((example) => example.group as string)));
      return { score: 0 };
    },
  };
  judge({ ...HELD_OUT, select: ["last"] }, spy, grouped, [answersAt(1, () => true)]);
  const [dev, test] = sides as [Set<string>, Set<string>];
  assertEquals(dev.intersection(test).size, 0);
  assertEquals(dev.size + test.size, 5);
});

Deno.test("judge() refuses a run without evaluations, and selection on rows without answers", () => {
  const task = taskUnder(PAPER, TASKS.boolq);
  assertThrows(() => judge(PAPER, task, EXAMPLES, []), RangeError, "no evaluation");
  const other = { ...PAPER, splits: "train_part" } as const;
  assertThrows(() => judge(other, task, EXAMPLES, EVALUATIONS), RangeError, "did not answer");
});
