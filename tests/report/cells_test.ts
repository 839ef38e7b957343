import { assertEquals } from "@std/assert";
import { cellParts, pointsText } from "../../src/report/cells.ts";

Deno.test("pointsText() has a sign, and none for nothing", () => {
  assertEquals([2.71, -0.34, 0.04, -0.04].map(pointsText), ["+2.7", "−0.3", "0.0", "0.0"]);
});

Deno.test("pointsText() rounds halves away from zero, as by hand", () => {
  // 2.65 lies below itself in binary; 21.2 / 8 = 2.65 is the mean of eight printed differences
  assertEquals([21.2 / 8, 1.45, -0.25, 13.05].map(pointsText), ["+2.7", "+1.5", "−0.3", "+13.1"]);
});

Deno.test("cellParts() rounds by the same rule", () => {
  const ours = { kind: "ours", labels: {}, sd: 0.25, n: 4, runIds: [] } as const;
  assertEquals(cellParts({ ...ours, mean: 96.75 }), ["96.8", "± 0.3 (4)"]);
  assertEquals(cellParts({ ...ours, mean: 28.25 }), ["28.3", "± 0.3 (4)"]);
  assertEquals(cellParts({ kind: "paper", labels: {}, value: 66.05, mark: "§" }), ["66.1§"]);
});
