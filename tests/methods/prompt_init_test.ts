import { assertEquals, assertThrows } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { UsageError } from "../../src/core/errors.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { initPrompt } from "../../src/methods/_prompt_init.ts";
import type { Target } from "../../src/sites.ts";

await wasm.start({});

/** A model of six words; the embedding of a word is its id. */
const TARGET = {
  dModel: 1,
  vocabEmbeddings: tf.tensor2d([0, 1, 2, 3, 4, 5], [6, 1]),
} as unknown as Target;

function promptFrom(text: string): number[] {
  const encode = (words: string) => words.split(" ").filter((word) => word !== "").map(Number);
  const config = { promptLength: 5, init: "text", text } as const;
  return [...initPrompt(TARGET, config, { rng: new Rng(0), encode }).dataSync()];
}

Deno.test("initPrompt() repeats the tokens of a text, or takes the first of them", () => {
  assertEquals(promptFrom("4 2"), [4, 2, 4, 2, 4]);
  assertEquals(promptFrom("5 4 3 2 1 0"), [5, 4, 3, 2, 1]);
});

Deno.test("initPrompt() refuses a text of which the tokenizer makes no token", () => {
  assertThrows(() => promptFrom(" "), UsageError, 'from " ": the tokenizer makes no token of it');
});
