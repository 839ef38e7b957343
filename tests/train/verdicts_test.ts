import { assertEquals } from "@std/assert";
import { TASKS } from "../../src/tasks/mod.ts";
import { HELD_OUT, PAPER, PAPER_HELD_OUT, taskUnder } from "../../src/tasks/protocol.ts";
import type { Example, Scores } from "../../src/tasks/task.ts";
import { verdictsOf } from "../../src/train/verdicts.ts";

/** Twenty validation rows of RTE, by turns of either label. */
const ROWS: readonly Example[] = Array.from({ length: 20 }, (_, i) => {
  const choices = ["entailment", "not_entailment"];
  const target = choices[i % 2]!;
  return { input: `row ${i}`, target, choices, golds: [target] };
});

const task = taskUnder(PAPER, TASKS.rte);
const data = { task, train: ROWS, dev: ROWS, test: ROWS, hash: "" };
const scores = (score: number): Scores => ({ score, metrics: { accuracy: score } }) as never;

/** What is answered at a step: so many rows are right. */
function answersAt(step: number, right: number) {
  const answers = ROWS.map(({ target }, i) => i < right ? target : "neither");
  return { step, answers };
}

Deno.test("verdictsOf() gives a held-out run the evaluations that were scored on test", () => {
  const best = { step: 4, dev: scores(0.7), test: scores(0.6) };
  const last = { step: 9, dev: scores(0.5), test: scores(0.65) };
  const judge = (scored: Parameters<typeof verdictsOf>[0]["scored"]) =>
    verdictsOf({ protocol: HELD_OUT, data, evaluations: [], scored });
  assertEquals(judge({ best, last }), {
    held_out: [{ selection: "best", ...best }, { selection: "last", ...last }],
  });
  assertEquals(judge({ last }), { held_out: [{ selection: "last", ...last }] });
});

Deno.test("verdictsOf() reports a run of the paper's protocol under all that it serves", () => {
  const evaluations = [answersAt(5, 10), answersAt(10, 16), answersAt(15, 12)];
  const verdicts = verdictsOf({ protocol: PAPER, data, evaluations, scored: {} });
  assertEquals(Object.keys(verdicts).sort(), [PAPER.name, PAPER_HELD_OUT.name].sort());
  const [paper] = verdicts.paper!;
  assertEquals([paper!.selection, paper!.step, paper!.test.score], ["best", 10, 0.8]);
  assertEquals(paper!.dev, paper!.test); // selected on the very rows that are scored
  const chosen = verdicts.paper_held_out!.map(({ selection, step }) => [selection, step]);
  assertEquals(chosen, [["best", 10], ["last", 15]]);
});

Deno.test("verdictsOf() has nothing to say of a run that answered nothing on the way", () => {
  assertEquals(verdictsOf({ protocol: PAPER, data, evaluations: [], scored: {} }), {});
});
