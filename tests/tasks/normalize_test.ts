import { assertAlmostEquals, assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { normalizeAnswer, normalizeAsPaper, tokenF1AsPaper } from "../../src/tasks/normalize.ts";

// deno-lint-ignore no-explicit-any
function fixture(path: string): any {
  return JSON.parse(readFileSync(join(ROOT, "tests/fixtures", path), "utf8"));
}

Deno.test("normalizeAnswer() equals SQuAD's script", () => {
  for (const { text, expected } of fixture("metrics/normalize_answer.json").cases) {
    assertEquals(normalizeAnswer(text), expected);
  }
});

Deno.test("normalizeAsPaper() equals the paper's code", () => {
  for (const { text, expected } of fixture("tasks/paper_strings.json").normalized) {
    assertEquals(normalizeAsPaper(text), expected);
  }
});

Deno.test("tokenF1AsPaper() equals the paper's code", () => {
  for (const { answer, gold, expected } of fixture("tasks/paper_strings.json").f1) {
    assertAlmostEquals(tokenF1AsPaper(answer, gold), expected, 1e-12);
  }
});
