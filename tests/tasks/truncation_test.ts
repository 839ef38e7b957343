import { assert, assertEquals } from "@std/assert";
import { TASKS } from "../../src/tasks/mod.ts";
import { shorten } from "../../src/tasks/truncation.ts";

const EXAMPLE = TASKS.boolq.toExample({
  passage: "one two three four five",
  question: "why",
  label: 1,
});

function wordsAtMost(count: number): (input: string) => boolean {
  return (input) => input.split(" ").length <= count;
}

Deno.test("shorten() leaves an input that fits", () => {
  assertEquals(shorten(EXAMPLE, "long_field", wordsAtMost(8)), EXAMPLE.input);
});

Deno.test("shorten() cuts the passage and keeps the question", () => {
  assertEquals(
    shorten(EXAMPLE, "long_field", wordsAtMost(6)),
    "passage: one two three question: why",
  );
});

Deno.test("shorten() finds the longest text that fits, at every length", () => {
  for (let most = 3; most < 8; most++) {
    const { length } = shorten(EXAMPLE, "long_field", wordsAtMost(most)).split(" ");
    assertEquals(length, most);
  }
});

Deno.test("shorten() gives up the whole passage rather than the question", () => {
  assert(shorten(EXAMPLE, "long_field", () => false).endsWith(" question: why"));
});

Deno.test("shorten() leaves the tail to the caller, as it does without a long field", () => {
  assertEquals(shorten(EXAMPLE, "tail", () => false), EXAMPLE.input);
  assertEquals(shorten({ input: "a b c" }, "long_field", () => false), "a b c");
});
