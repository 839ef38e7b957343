import { assertEquals, assertStringIncludes } from "@std/assert";
import { judge, type Verdict } from "../../src/report/claim.ts";
import { correct, correctionText, holm } from "../../src/report/holm.ts";
import { WHOLE } from "./_small.ts";

Deno.test("holm() steps down, and all are out after the first that is", () => {
  // 0.01 < 0.05 / 4, 0.013 < 0.05 / 3, 0.03 > 0.05 / 2; 0.04 would pass alone
  assertEquals(holm([0.04, 0.01, 0.03, 0.013], 0.05), [false, true, false, true]);
  assertEquals(holm([0.04], 0.05), [true]);
  assertEquals(holm([], 0.05), []);
});

const verdict = (word: Verdict["word"], chance: number | null): Verdict => ({
  ...judge(WHOLE)[0]!,
  word,
  chance,
});

Deno.test("correct() leaves what is not judged out of the count", () => {
  const verdicts = [
    verdict("supported", 0.02),
    verdict("not judged", null),
    verdict("holds", null),
  ];
  assertEquals(correct(verdicts).map(({ word }) => word), ["supported", "not judged", "holds"]);
});

Deno.test("correctionText() names the words that do not hold", () => {
  const text = correctionText([
    verdict("supported", 0.001),
    verdict("contradicted", 0.02),
    verdict("inconclusive", 0.3),
  ]);
  assertStringIncludes(text, "for testing 3 claims at once, 1 of 2");
  assertStringIncludes(text, "These become inconclusive: Residual prompt tuning scores higher.");
  assertEquals(correctionText([verdict("inconclusive", 0.4)]), "");
});
