import { assertEquals } from "@std/assert";
import { packAnswers } from "../../src/lab/given_answers.ts";
import { oneAnswer } from "../../src/lab/one_answer.ts";

/** So many answers of each kind. */
function answered(counts: Readonly<Record<string, number>>, score = 0.5) {
  const texts = Object.entries(counts).flatMap(([text, count]) => Array(count).fill(text));
  return { answers: packAnswers(texts), test: { score } };
}

Deno.test("oneAnswer() tells the answer of a run that gives it to nearly every example", () => {
  assertEquals(oneAnswer(answered({ no: 1, yes: 199 })), "yes");
  assertEquals(oneAnswer(answered({ yes: 200 })), "yes");
});

Deno.test("oneAnswer() says nothing of runs that tell examples apart", () => {
  assertEquals(oneAnswer(answered({ no: 3, yes: 197 })), undefined);
});

Deno.test("oneAnswer() says nothing where one answer may be right or chance, or was not kept", () => {
  assertEquals(oneAnswer(answered({ yes: 200 }, 1)), undefined);
  assertEquals(oneAnswer(answered({ yes: 19 })), undefined);
  assertEquals(oneAnswer({ test: { score: 0.5 } }), undefined);
});
