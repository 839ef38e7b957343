import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import {
  accuracy,
  f1OfClass,
  groupExactMatch,
  macroF1,
  microF1,
  recordScores,
} from "../../src/tasks/metrics.ts";

const TOLERANCE = 1e-12;

// deno-lint-ignore no-explicit-any
function fixture(name: string): any {
  const path = join(ROOT, "tests/fixtures/metrics", `${name}.json`);
  return JSON.parse(readFileSync(path, "utf8"));
}

const OF_LABELS = { accuracy, macro_f1: macroF1, micro_f1: microF1 };

for (const [name, metric] of Object.entries(OF_LABELS)) {
  const { cases } = fixture(name);
  cases.forEach((
    c: { labels: string[]; predictions: string[]; expected: number },
    i: number,
  ) => {
    Deno.test(`${name} equals scikit-learn's, case ${i} of ${c.labels.length} answers`, () => {
      assertAlmostEquals(metric(c.labels, c.predictions), c.expected, TOLERANCE);
    });
  });
}

interface MultircCase {
  rows: { question: string; label: number; prediction: number }[];
  expected: { f1a: number; exactMatch: number; microF1: number };
}

fixture("multirc").cases.forEach(({ rows, expected }: MultircCase, i: number) => {
  Deno.test(`MultiRC's metrics equal the reference, case ${i} of ${rows.length} answers`, () => {
    const golds = rows.map((row) => String(row.label));
    const answers = rows.map((row) => String(row.prediction));
    const groups = rows.map((row) => row.question);
    assertAlmostEquals(f1OfClass(golds, answers, "1"), expected.f1a, TOLERANCE);
    assertAlmostEquals(groupExactMatch(groups, golds, answers), expected.exactMatch, TOLERANCE);
    assertAlmostEquals(microF1(golds, answers), expected.microF1, TOLERANCE);
  });
});

interface RecordCase {
  rows: { prediction: string; answers: string[] }[];
  expected: { f1: number; exactMatch: number };
}

fixture("record").cases.forEach(({ rows, expected }: RecordCase, i: number) => {
  Deno.test(`ReCoRD's metrics equal the official script, case ${i} of ${rows.length} queries`, () => {
    const scores = recordScores(
      rows.map((row) => row.answers),
      rows.map((row) => row.prediction),
    );
    assertAlmostEquals(scores.f1, expected.f1, TOLERANCE);
    assertAlmostEquals(scores.exact_match, expected.exactMatch, TOLERANCE);
  });
});

Deno.test("groupExactMatch() does not need the answers of a question side by side", () => {
  assertEquals(groupExactMatch(["q", "r", "q"], ["1", "1", "0"], ["1", "1", "1"]), 0.5);
});

Deno.test("metrics want one answer for each example, and at least one", () => {
  for (const metric of Object.values(OF_LABELS)) {
    assertThrows(() => metric(["a", "b"], ["a"]), RangeError, "examples are 2, answers are 1");
    assertThrows(() => metric([], []), RangeError);
  }
  assertThrows(() => recordScores([["a"]], []), RangeError);
  assertThrows(() => groupExactMatch(["q"], ["1", "0"], ["1", "0"]), RangeError);
});
