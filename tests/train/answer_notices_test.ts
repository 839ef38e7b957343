import { assertEquals } from "@std/assert";
import type { Example } from "../../src/tasks/task.ts";
import { answerNotices } from "../../src/train/answer_notices.ts";

/** Reads no capitals. */
const encodeTarget = (text: string) =>
  [...text.toLowerCase()].map((letter) => letter.charCodeAt(0));
const T5 = { id: "t5", model: { kind: "seq2seq" }, tokenizer: { encodeTarget } } as const;
const BERT = { ...T5, id: "bert", model: { kind: "classifier" } } as const;

function example(target: string, choices: readonly string[]): Example {
  return { input: "", target, choices, golds: [target] };
}

Deno.test("answerNotices() says nothing where there is something to find out", () => {
  const examples = [example("yes", ["no", "yes"]), example("no", ["no"])];
  for (const answering of ["rank", "generate"] as const) {
    assertEquals(answerNotices(T5, answering, examples), []);
    assertEquals(answerNotices(BERT, answering, examples), []);
    assertEquals(answerNotices(BERT, answering, examples, ["no", "yes"]), []);
  }
});

Deno.test("answerNotices() tells of ranks among one choice, which answers that are written have not", () => {
  const examples = [example("yes", ["yes"]), example("no", ["no"])];
  assertEquals(answerNotices(T5, "rank", examples), [
    "Each row has one choice alone, so that any model ranks it first and is right",
  ]);
  assertEquals(answerNotices(T5, "generate", examples), []);
});

Deno.test("answerNotices() tells of choices that a model reads alike", () => {
  const examples = [example("no", ["no", "yes"]), example("Yes", ["no", "yes", "Yes"])];
  assertEquals(answerNotices(T5, "rank", examples), [
    '"t5" reads "Yes" and "yes" alike: it cannot tell such choices apart',
  ]);
});

Deno.test("answerNotices() tells of targets that are no class of the adapter", () => {
  const examples = [example("yes", ["yes"]), example("Yes", ["Yes"]), example("No", ["No"])];
  assertEquals(answerNotices(BERT, "generate", examples, ["no", "yes"]), [
    `2 of 3 targets, such as "Yes", are none of the adapter's classes, no, yes: ` +
    "no answer to them is right",
  ]);
});
