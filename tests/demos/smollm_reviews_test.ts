import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { DEMO_FOLDER, readDemo } from "../../src/demos/record.ts";
import { smollmReviews } from "../../src/demos/smollm_reviews.ts";
import { expandCandidates } from "../../src/lab/select.ts";

Deno.test("smollm_reviews gives each trained method as many candidates", () => {
  const place = { model: "/here/model", data: "/here/rows.jsonl" };
  const [frozen, ...trained] = smollmReviews.cells(place, smollmReviews.size);
  assertEquals([frozen!.method, frozen!.choose], ["frozen", undefined]);
  for (const cell of trained) {
    assertEquals(expandCandidates(cell).length, 3);
    for (const seed of cell.choose!.seeds) assert(!cell.seeds.includes(seed));
  }
});

Deno.test("the shipped page of smollm_reviews is that of the shipped runs", async () => {
  const page = await Deno.readTextFile(join(DEMO_FOLDER, "smollm_reviews.md"));
  assertEquals(page, smollmReviews.page(await readDemo("smollm_reviews")));
});
