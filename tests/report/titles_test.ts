import { assertEquals } from "@std/assert";
import { series } from "../../src/report/theme.ts";
import { label } from "../../src/report/titles.ts";

Deno.test("label() knows the names of the registries, and leaves all others as they are", () => {
  const names = { task: "rte", method: "prompt", promptLength: 10 };
  assertEquals(label(names), { task: "RTE", method: "Prompt tuning", promptLength: 10 });
  const own = { task: "constructor", method: "toString", model: "valueOf" };
  assertEquals(label(own), own);
  const { color } = series("method", Object.values(own));
  assertEquals(color.scale.range.filter((it) => it === undefined), []);
});
