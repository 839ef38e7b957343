import { assertEquals } from "@std/assert";
import { renderCounts } from "../../src/prepare/counts.ts";
import { rows } from "./_rows.ts";

Deno.test("renderCounts() shows targets by split, of many targets the number", () => {
  assertEquals(
    renderCounts([...rows("train", 3), ...rows("test", 1)]),
    [
      "  target  train  test",
      "  b           2     1",
      "  a           1     0",
      "  rows        3     1",
    ].join("\n"),
  );
  const many = Array.from({ length: 30 }, (_, i) => ({ input: "x", target: `t${i}` }));
  assertEquals(renderCounts(many), "  target      all\n  30 targets\n  rows         30");
});
