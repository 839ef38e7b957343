import { assertEquals } from "@std/assert";
import { didYouMean } from "../../src/core/registry.ts";

const TASKS = ["rte", "copa", "boolq", "record"];

Deno.test("didYouMean() asks where a name is nearly a known one", () => {
  for (const [slip, meant] of [["rt", "rte"], ["cpoa", "copa"], ["ecord", "record"]] as const) {
    assertEquals(didYouMean(slip, TASKS), `; did you mean "${meant}"`);
  }
});

Deno.test("didYouMean() says nothing of a name that is another word", () => {
  for (const other of ["nope", "sst2", ""]) assertEquals(didYouMean(other, TASKS), "");
  assertEquals(didYouMean("rte", []), "");
});
