import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { completeRun, dataOf, guessNotice } from "../../src/assembly/single_run.ts";
import { UsageError } from "../../src/core/errors.ts";

Deno.test("dataOf() takes a file for its own task, and rows by the model otherwise", () => {
  assertEquals(dataOf("mini", "rte"), { data: "mini", task: "rte" });
  const superglue = { data: "super_glue", task: "rte" };
  assertEquals(dataOf("t5-small", "rte"), { ...superglue, protocol: "held_out" });
  const paper = { ...superglue, protocol: "paper" };
  assertEquals(dataOf("t5-small", "rte", { protocol: "paper" }), paper);
  assertThrows(() => dataOf("mini", "rte", { protocol: "papr" }), UsageError, '"paper"');
  assertEquals(dataOf("mini", "my/own.jsonl"), { data: "my/own.jsonl", task: "own" });
});

Deno.test("dataOf() refuses a second place for the rows of a file", () => {
  assertThrows(
    () => dataOf("mini", "own.jsonl", { data: "./rows" }),
    UsageError,
    'Cannot use data "./rows" as "own.jsonl" holds its own rows',
  );
});

Deno.test("dataOf() says of a file of another kind what a file must be", () => {
  for (const file of ["reviews.csv", "reviews.json", "my/reviews"]) {
    assertThrows(() => dataOf("mini", file), UsageError, "a file must be named *.jsonl");
  }
});

Deno.test("completeRun() writes defaults out around what was said", () => {
  const run = completeRun({ model: "mini", task: "rte", training: { steps: 7 }, seed: 3 });
  assertEquals([run.method, run.data, run.seed, run.shots], ["residual_prompt", "mini", 3, null]);
  assertEquals([run.training.steps, run.training.learningRate], [7, 0.3]);
  assertEquals(run.examples, { train: null, dev: null, test: null });
});

Deno.test("completeRun() refuses what is unknown or contradicts itself", () => {
  const words = { model: "mini", task: "rte" };
  const wrong = { ...words, methodConfig: { bottlneck: 3 } };
  assertThrows(() => completeRun(wrong), UsageError, 'did you mean "bottleneck"');
  const idle = { ...words, training: { keep: "best" as const } };
  assertThrows(() => completeRun(idle), UsageError, "without evaluations during training");
  const empty = { ...words, examples: { test: 0 } };
  assertThrows(
    () => completeRun(empty),
    UsageError,
    "--testExamples as it must be an integer >= 1",
  );
});

Deno.test("completeRun() starts a prompt from an adapter or from an init of its own, not both", () => {
  const initFrom = { adapter: "source", sha256: "ab" };
  const words = { model: "mini", task: "rte", initFrom };
  assertEquals(completeRun(words).initFrom, initFrom);
  assertEquals("initFrom" in completeRun({ model: "mini", task: "rte" }), false); // ids stay as they are
  const twice = { ...words, methodConfig: { init: "uniform" } };
  assertThrows(() => completeRun(twice), UsageError, 'Cannot use "init" beside initFrom');
});

Deno.test("guessNotice() says that a learning rate is a guess, and only then", () => {
  const words = { model: "mini", task: "rte" };
  assertEquals(guessNotice(words), undefined);
  const prefix = { ...words, method: "prefix" };
  assertStringIncludes(guessNotice(prefix) ?? "", "guessed learning rate of 0.001");
  assertEquals(guessNotice({ ...prefix, training: { learningRate: 0.1 } }), undefined);
});
