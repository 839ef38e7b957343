import { assertEquals } from "@std/assert";
import { isPrinted } from "../../src/core/printed.ts";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";

Deno.test("isPrinted() knows what can be reproduced from a question of one's own", () => {
  for (const { name, source } of Object.values(EXPERIMENTS)) {
    assertEquals(isPrinted(source), !source.startsWith("beyond the paper"), name);
  }
  for (const source of ["own question", "this kit", ""]) assertEquals(isPrinted(source), false);
});
