import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { smollm } from "../../src/demos/smollm.ts";
import { DEMO_FOLDER, readDemo } from "../../src/demos/record.ts";
import { expandCandidates } from "../../src/lab/select.ts";

Deno.test("smollm gives each method as many candidates, and reports no seed that chose", () => {
  const cells = smollm.cells({ model: "/here/model", data: "/here/rows.jsonl" }, smollm.size);
  for (const cell of cells) {
    assertEquals(expandCandidates(cell).length, 3);
    for (const seed of cell.choose!.seeds) assert(!cell.seeds.includes(seed));
  }
});

Deno.test("the shipped page of smollm is that of the shipped runs", async () => {
  const page = await Deno.readTextFile(join(DEMO_FOLDER, "smollm.md"));
  assertEquals(page, smollm.page(await readDemo("smollm")));
});
