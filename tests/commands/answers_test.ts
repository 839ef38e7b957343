import { assertEquals, assertThrows } from "@std/assert";
import { describePairs, pairAnswers } from "../../src/commands/answers.ts";
import { UsageError } from "../../src/core/errors.ts";

const asked = (answers: readonly string[], right: readonly boolean[]) =>
  answers.map((answer, i) => ({ input: `question ${i}`, target: "yes", answer, right: right[i]! }));

const FIRST = asked(["yes", "yes", "no"], [true, true, false]);
const SECOND = asked(["yes", "no", "no"], [true, false, false]);

Deno.test("pairAnswers() puts two runs side by side, and describePairs() counts", () => {
  const pairs = pairAnswers(["a", "b"], FIRST, SECOND);
  assertEquals(pairs[1], {
    input: "question 1",
    target: "yes",
    answers: ["yes", "no"],
    right: [true, false],
  });
  assertEquals(describePairs(["a", "b"], pairs), [
    "Both right: 1 of 3; both wrong: 1",
    "Only one right: a 1, b 0",
    "McNemar's exact test: p = 1.0 (accounts for other examples, not for other seeds)",
  ]);
});

Deno.test("pairAnswers() refuses runs that were asked other things", () => {
  assertThrows(() => pairAnswers(["a", "b"], FIRST, SECOND.slice(1)), UsageError, "not scored on");
});
