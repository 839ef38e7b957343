import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  logGamma,
  mcnemar,
  pValue,
  standardDeviation,
  studentCumulative,
  studentQuantile,
  tInterval,
} from "../../src/report/statistics.ts";

Deno.test("standardDeviation() divides by n - 1 and knows nothing of a single value", () => {
  assertAlmostEquals(standardDeviation([1, 2, 6])!, Math.sqrt(7), 1e-12);
  assertEquals(standardDeviation([5]), null);
});

Deno.test("logGamma() gives logarithms of factorials and of the square root of pi", () => {
  assertAlmostEquals(logGamma(6), Math.log(120), 1e-12);
  assertAlmostEquals(logGamma(0.5), Math.log(Math.sqrt(Math.PI)), 1e-12);
});

Deno.test("studentQuantile() agrees with the printed tables of Student's t", () => {
  const printed = [[1, 12.7062], [2, 4.30265], [3, 3.18245], [16, 2.11991], [1000, 1.96234]];
  for (const [freedom, t] of printed) {
    assertAlmostEquals(studentQuantile(0.975, freedom!), t!, 5e-5);
    assertAlmostEquals(studentQuantile(0.025, freedom!), -t!, 5e-5);
  }
});

Deno.test("studentCumulative() is Cauchy's distribution with one degree of freedom", () => {
  for (const t of [-3, -0.2, 0, 1, 7]) {
    assertAlmostEquals(studentCumulative(t, 1), 0.5 + Math.atan(t) / Math.PI, 1e-12);
  }
});

Deno.test("studentQuantile() takes fractions of degrees of freedom", () => {
  const [low, middle, high] = [2, 2.5, 3].map((freedom) => studentQuantile(0.975, freedom));
  assertEquals(low! > middle! && middle! > high!, true);
});

Deno.test("studentQuantile() refuses what is no probability", () => {
  assertThrows(() => studentQuantile(1, 3), RangeError, "probability");
  assertThrows(() => studentQuantile(0.5, 0), RangeError, "freedom");
});

Deno.test("tInterval() is a point where there is no spread", () => {
  assertEquals(tInterval(4, 0, 1), { mean: 4, low: 4, high: 4, error: 0, freedom: 1 });
});

Deno.test("pValue() is 2.5 % where an end of the interval touches the bar", () => {
  const interval = tInterval(3, 1.3, 5.5);
  assertAlmostEquals(pValue(interval, interval.low), 0.025, 1e-9);
  assertAlmostEquals(pValue(interval, interval.high), 0.025, 1e-9);
  assertEquals(pValue(interval, 3), 0.5);
  assertEquals(pValue(tInterval(1, 0, 2)), 0);
});

Deno.test("mcnemar() is the exact binomial test of the examples that one run alone has right", () => {
  // scipy.stats.binomtest(5, 17).pvalue, and (0, 6), (3, 3)
  assertAlmostEquals(mcnemar(12, 5), 0.143463134765625, 1e-12);
  assertAlmostEquals(mcnemar(0, 6), 2 / 64, 1e-12);
  assertEquals(mcnemar(3, 3), 1);
  assertEquals(mcnemar(0, 0), 1);
});
