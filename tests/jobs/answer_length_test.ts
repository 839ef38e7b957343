import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { answerLength } from "../../src/jobs/answer_length.ts";

type Model = Parameters<typeof answerLength>[0];

const T5: Model = { id: "t5", maxLength: 512, oneText: false, model: { kind: "seq2seq" } };
const LLAMA: Model = { ...T5, id: "llama", oneText: true };
const BERT: Model = { ...T5, id: "bert", model: { kind: "classifier" } };
const GENERATE = { answering: "generate" } as const;
const RANK = { answering: "rank" } as const;

Deno.test("answerLength() is told, or 64 for free text, or left to the choices", () => {
  assertEquals(answerLength(T5, { ...GENERATE, maxNewTokens: 7 }, true), 7);
  assertEquals(answerLength(T5, GENERATE, true), 64);
  assertEquals(answerLength({ ...T5, maxLength: 40 }, GENERATE, true), 40);
  assertEquals(answerLength({ ...LLAMA, maxLength: 40 }, GENERATE, true), 20);
  assertEquals(answerLength(T5, GENERATE, false), undefined);
  assertEquals(answerLength(BERT, GENERATE, true), undefined);
  assertEquals(answerLength(T5, RANK, true), undefined);
});

Deno.test("answerLength() refuses what the model cannot write", () => {
  const fails = (model: Model, how: typeof GENERATE | typeof RANK, message: string) =>
    assertThrows(
      () => answerLength(model, { ...how, maxNewTokens: 300 }, true),
      UsageError,
      message,
    );
  fails(LLAMA, GENERATE, "an answer may have 256");
  fails(BERT, GENERATE, "it does not write its answers");
  fails(T5, RANK, "it does not write its answers");
});
