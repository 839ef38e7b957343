import { assertEquals } from "@std/assert";
import { otherEnginesNotice } from "../../src/lab/other_engines.ts";
import type { RunRecord } from "../../src/lab/run.ts";

function madeWith(engine: string): RunRecord {
  return { provenance: { engine: { engine } } } as unknown as RunRecord;
}

Deno.test("whoever names an engine is told of runs that another one made", () => {
  const records = [madeWith("tensorflow"), madeWith("xla"), madeWith("tensorflow")];
  assertEquals(
    otherEnginesNotice(records, "xla"),
    '2 finished runs were made with an engine other than "xla" and are kept; ' +
      "to make them again, choose another results folder",
  );
  assertEquals(otherEnginesNotice(records, "auto"), undefined);
  assertEquals(otherEnginesNotice(records.slice(1, 2), "xla"), undefined);
});
