import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { dependOnRow, parseLabels } from "../../src/prepare/labels.ts";

function texts(labels: string): [value: string, name: string][] {
  return [...parseLabels(labels)].map(([value, { text }]) => [value, text]);
}

Deno.test("parseLabels() numbers names, or takes the values that are named", () => {
  assertEquals(texts("negative, positive"), [["0", "negative"], ["1", "positive"]]);
  assertEquals(texts("0=bad,4=very good"), [["0", "bad"], ["4", "very good"]]);
  assertEquals(texts("{sol1},{sol2}"), [["0", "{sol1}"], ["1", "{sol2}"]]);
  assertEquals(texts("A={choices.0},B=a=b"), [["A", "{choices.0}"], ["B", "a=b"]]);
  assertEquals(["no,yes", "no,{a}"].map((labels) => dependOnRow(parseLabels(labels))), [
    false,
    true,
  ]);
});

Deno.test("parseLabels() refuses a mixture, a gap, and a value that comes twice", () => {
  for (const labels of ["a,1=b", "a,,b", "", "a,"]) {
    assertThrows(() => parseLabels(labels), UsageError, "must be negative,positive or");
  }
  assertThrows(() => parseLabels("1=a,1=b"), UsageError, "a value must come once");
});
