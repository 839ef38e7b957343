import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { TASKS } from "../../src/tasks/mod.ts";
import type { SplitRule } from "../../src/tasks/splits.ts";
import { openRows } from "../../src/train/rows.ts";

/** A folder with ten rows of RTE in each published split. */
async function withRows(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kit-rows-" });
  try {
    await Deno.mkdir(join(folder, "rte"));
    for (const split of ["train", "val"]) {
      const rows = Array.from(
        { length: 10 },
        (_, idx) =>
          JSON.stringify({ premise: `${split} ${idx}`, hypothesis: "b", label: idx % 2, idx }),
      );
      await Deno.writeTextFile(join(folder, "rte", `${split}.jsonl`), rows.join("\n") + "\n");
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function premises(
  data: string,
  split: "train" | "dev" | "test",
  rule: SplitRule = "validation_halves",
): Promise<unknown[]> {
  return (await openRows(data, rule).load(TASKS.rte, split)).map(({ premise }) => premise);
}

Deno.test("openRows() of a folder selects and scores on different rows", () =>
  withRows(async (folder) => {
    const dev = await premises(folder, "dev");
    const test = await premises(folder, "test");
    assertEquals([dev.length, test.length], [5, 5]);
    assertEquals(new Set([...dev, ...test]).size, 10);
    assertEquals((await premises(folder, "train")).length, 10);
  }));

Deno.test("openRows() with the paper's rule selects and scores on the same rows", () =>
  withRows(async (folder) => {
    assertEquals(
      await premises(folder, "dev", "validation_twice"),
      await premises(folder, "test", "validation_twice"),
    );
  }));

Deno.test("openRows() refuses an unknown data set", async () => {
  await assertRejects(
    () => openRows("superglue", "validation_twice").load(TASKS.rte, "dev"),
    UsageError,
    'did you mean "super_glue"',
  );
});
