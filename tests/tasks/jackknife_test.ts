import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { mean, variance } from "../../src/core/statistics.ts";
import { scoresWithoutBlocks } from "../../src/tasks/jackknife.ts";
import { TASKS } from "../../src/tasks/mod.ts";
import type { Example } from "../../src/tasks/task.ts";

function examplesOf(targets: readonly string[], groups?: readonly string[]): Example[] {
  return targets.map((target, i) => ({
    input: "x",
    target,
    choices: ["false", "true"],
    golds: [target],
    ...(groups === undefined ? {} : { group: groups[i]! }),
  }));
}

Deno.test("scoresWithoutBlocks() leaves out each twentieth of the rows in turn", () => {
  const examples = examplesOf(new Array(40).fill("true"));
  const answers = examples.map((_, i) => i === 3 ? "false" : "true");
  const scores = scoresWithoutBlocks(TASKS.boolq, examples, answers);
  assertEquals(scores.length, 20);
  scores.forEach((score, block) => assertAlmostEquals(score, block === 3 ? 1 : 37 / 38, 1e-12));
});

Deno.test("scoresWithoutBlocks() keeps the answers to one question together", () => {
  const groups = ["a", "b", "a", "b", "c"];
  const answers = ["true", "false", "true", "true", "true"];
  const examples = examplesOf(new Array(5).fill("true"), groups);
  const scores = scoresWithoutBlocks(TASKS.multirc, examples, answers);
  assertEquals(scores.length, 3);
  assertEquals(scores[1], 1); // without b all are right
  assertLess(scores[0]!, 1);
});

Deno.test("scoresWithoutBlocks() of one question gives nothing, as nothing would be left", () => {
  assertEquals(scoresWithoutBlocks(TASKS.boolq, examplesOf(["true"]), ["true"]), []);
});

Deno.test("scoresWithoutBlocks() takes more examples than a call takes arguments", () => {
  const examples = examplesOf(new Array(200_000).fill("true"));
  const scores = scoresWithoutBlocks(TASKS.boolq, examples, examples.map(({ target }) => target));
  assertEquals(scores, new Array(20).fill(1));
});

Deno.test("the jackknife's variance of an accuracy is that of a binomial", () => {
  const rng = new Rng("jackknife");
  const rows = 400, share = 0.7, trials = 200;
  const examples = examplesOf(new Array(rows).fill("true"));
  const estimates = Array.from({ length: trials }, () => {
    const answers = examples.map(() => rng.uniform() < share ? "true" : "false");
    const scores = scoresWithoutBlocks(TASKS.boolq, examples, answers);
    return (scores.length - 1) ** 2 / scores.length * variance(scores)!;
  });
  const expected = share * (1 - share) / rows;
  const error = Math.sqrt(variance(estimates)! / trials);
  assert(Math.abs(mean(estimates) - expected) < 4 * error, `${mean(estimates)} for ${expected}`);
  assertLess(error, 0.05 * expected);
});
