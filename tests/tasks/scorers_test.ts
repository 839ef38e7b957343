import { assertAlmostEquals, assertEquals } from "@std/assert";
import { asTask, TASKS } from "../../src/tasks/mod.ts";
import type { Example, Scoring, Task } from "../../src/tasks/task.ts";

function scorer(task: Task, scoring: Scoring): Task {
  return asTask(task, { format: "paper", scoring });
}

function examplesOf(targets: readonly string[], choices: readonly string[]): Example[] {
  return targets.map((target) => ({ input: "x", target, choices, golds: [target] }));
}

const CB = ["entailment", "contradiction", "neutral"];

Deno.test("official scoring takes answers at their word, the paper's forgives case and articles", () => {
  const examples = examplesOf(["true", "false"], ["false", "true"]);
  const answers = ["The TRUE.", " false "];
  assertEquals(scorer(TASKS.boolq, "official").score(examples, answers).accuracy, 0.5);
  assertEquals(scorer(TASKS.boolq, "paper").score(examples, answers).accuracy, 1);
});

Deno.test("cb: two different invalid answers are one class officially, two in the paper's code", () => {
  const examples = examplesOf(["entailment", "entailment", "neutral", "contradiction"], CB);
  const answers = ["yes", "no", "neutral", "contradiction"];
  const official = scorer(TASKS.cb, "official").score(examples, answers);
  const paper = scorer(TASKS.cb, "paper").score(examples, answers);
  assertAlmostEquals(official.macro_f1!, 2 / 4, 1e-12); // entailment and (invalid) have F1 0
  assertAlmostEquals(paper.macro_f1!, 2 / 5, 1e-12);
  assertEquals(official.accuracy, 0.5);
  assertAlmostEquals(official.score, 0.5, 1e-12);
});

Deno.test("multirc: F1a, micro-F1 and exact match are three different numbers", () => {
  const choices = ["false", "true"];
  const golds = ["true", "false", "true", "false", "false"];
  const examples = examplesOf(golds, choices).map((example, i) => ({
    ...example,
    group: i < 2 ? "first question" : "second question",
  }));
  const answers = ["true", "false", "false", "false", "true"];
  const official = scorer(TASKS.multirc, "official").score(examples, answers);
  const paper = scorer(TASKS.multirc, "paper").score(examples, answers);
  assertAlmostEquals(official.f1a!, 2 / (2 + 1 + 1), 1e-12);
  assertAlmostEquals(paper.micro_f1!, 3 / 5, 1e-12);
  assertEquals([official.exact_match, paper.exact_match], [0.5, 0.5]);
});

Deno.test("multirc: F1a is of the word that means right, in T5's wording too", () => {
  const t5 = asTask(TASKS.multirc, { format: "t5", scoring: "official" });
  const row = { paragraph: "p", question: "q", answer: "a", label: 1 };
  const example = t5.toExample(row);
  assertEquals(t5.score([example], ["True"]).f1a, 1);
});

Deno.test("record: a copy of the paper's training target with two answers has exact match 0", () => {
  const example = TASKS.record.toExample({
    passage: "Ann and Bob won.",
    query: "@placeholder won",
    entities: ["Ann", "Bob"],
    answers: ["Ann", "Bob"],
  });
  assertEquals(example.target, "Ann; Bob");
  for (const scoring of ["official", "paper"] as const) {
    const scores = scorer(TASKS.record, scoring).score([example], [example.target]);
    assertEquals(scores.exact_match, 0);
    assertAlmostEquals(scores.f1!, 2 / 3, 1e-12);
  }
});

Deno.test("record: one of several right answers is enough", () => {
  const examples = [{
    input: "x",
    target: "Ann; Bob",
    choices: ["Ann", "Bob"],
    golds: ["Ann", "Bob"],
  }];
  assertEquals(TASKS.record.score(examples, ["bob"]), { f1: 1, exact_match: 1, score: 1 });
});
