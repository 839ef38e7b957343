import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { demoNamer } from "../../src/demos/demo.ts";
import { minilm } from "../../src/demos/minilm.ts";
import { minilmLong } from "../../src/demos/minilm_long.ts";
import { DEMO_FOLDER, readDemo } from "../../src/demos/record.ts";

Deno.test("the shipped page of minilm_long is that of the shipped runs", async () => {
  const page = await Deno.readTextFile(join(DEMO_FOLDER, "minilm_long.md"));
  assertEquals(page, minilmLong.page(await readDemo("minilm_long")));
});

Deno.test("the long demonstration is the short one with other steps: its data passes ten times", async () => {
  const [long, short] = await Promise.all(
    [minilmLong, minilm].map(async ({ name, size }) => ({ runs: await readDemo(name), size })),
  );
  assertEquals(long!.runs.length, short!.runs.length);
  const { config: { training }, outcome: { counts } } = long!.runs[0]!;
  assertEquals(training.steps, long!.size.steps);
  assertEquals(training.steps * training.batchSize, 10 * counts.train);
  const place = { model: "model", data: "rows" };
  const names = [minilmLong, minilm].map((demo) =>
    demo.cells(place, short!.size).map((cell) => demoNamer(demo, "rows")({ ...cell, seed: 0 }))
  );
  assertEquals(names[0], names[1]);
});
