import { assert, assertEquals, assertMatch } from "@std/assert";
import { hasBf16Units, processor, vectorUnits } from "../../src/core/processor.ts";

Deno.test("vectorUnits() is a short list in a fixed order", () => {
  const units = vectorUnits();
  if (Deno.build.os !== "linux") return assertEquals(units, null);
  const names = units!.split(" ");
  assertEquals(names, [...new Set(names)].sort());
  assert(names.length <= 11);
  if (hasBf16Units()) assertMatch(units!, /bf16|amx/);
  for (const name of names) assert(processor().includes(name));
});
