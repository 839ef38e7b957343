import { assertEquals } from "@std/assert";
import { parseDuration, renderDuration } from "../../src/lab/duration.ts";

Deno.test("parseDuration() reads seconds, minutes, hours and days, and nothing else", () => {
  assertEquals(["90s", "45m", "45min", "1.5h", "2d"].map(parseDuration), [
    90,
    2700,
    2700,
    5400,
    172800,
  ]);
  assertEquals(["", "2", "h", "0h", "-1h", "2 h", "2hours"].map(parseDuration), [
    ...Array(7).fill(undefined),
  ]);
});

Deno.test("renderDuration() picks the unit that people would", () => {
  assertEquals([45, 89, 150, 5000, 5400, 36000, 400000, 4e7].map(renderDuration), [
    "45 s",
    "89 s",
    "3 min",
    "83 min",
    "1.5 h",
    "10.0 h",
    "4.6 days",
    "1.3 years",
  ]);
});
