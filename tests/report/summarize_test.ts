import { assertEquals } from "@std/assert";
import { summarize } from "../../src/report/summarize.ts";

Deno.test("summarize() keeps cells apart that differ in any label", () => {
  const point = { seed: 0, value: 1, runIds: ["a"] };
  const cells = summarize([
    { ...point, labels: { method: "A", shots: 5 } },
    { ...point, labels: { method: "A", shots: 20 } },
  ]);
  assertEquals(cells.length, 2);
});
