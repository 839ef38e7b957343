import { assertEquals } from "@std/assert";
import { readDemo } from "../../src/demos/record.ts";
import { buildWordnetTask } from "../../src/demos/wordnet_rows.ts";
import { KIND_NAMES } from "../../src/tasks/wordnet_kinds.ts";
import { loadRunData } from "../../src/train/data.ts";

const ALL = { train: null, dev: null, test: null };

const SPLITS = ["train", "dev", "test"] as const;

/** The task as a run of the demonstration sees it. */
async function loadTask() {
  const file = await buildWordnetTask("wordnet_physical", () => {});
  const config = {
    data: file,
    task: "wordnet_physical",
    shots: null,
    examples: ALL,
    seed: 0,
  };
  return await loadRunData(config, () => {
    throw new Error("the rows come from the file");
  });
}

const data = await loadTask();

Deno.test("whoever knows the word alone, or always gives one answer, gets exactly 50 %", () => {
  for (const split of SPLITS) {
    for (const [word, uses] of Map.groupBy(data[split], ({ group }) => group)) {
      const physical = uses.filter(({ target }) => target === "physical").length;
      assertEquals(physical, uses.length / 2, `${split}: ${word}`);
    }
  }
});

Deno.test("no word and no sentence is in two splits", () => {
  for (const partOf of [0, 1]) {
    const seen = SPLITS.map((split) =>
      new Set(data[split].map(({ input }) => input.split(" [SEP] ")[partOf]!))
    );
    const all = new Set(seen.flatMap((texts) => [...texts]));
    assertEquals(all.size, seen.reduce((sum, { size }) => sum + size, 0));
  }
});

Deno.test("the task is the one of the shipped runs", async () => {
  const runs = await readDemo("minilm");
  assertEquals(new Set(runs.map(({ provenance }) => provenance.hashes.data)), new Set([data.hash]));
  const counts = Object.fromEntries(SPLITS.map((split) => [split, data[split].length]));
  for (const { outcome } of runs) assertEquals(outcome.counts as unknown, counts);
});

Deno.test("the task of kinds is the one of the shipped runs, and each kind is as frequent", async () => {
  const file = await buildWordnetTask("wordnet_kinds", () => {});
  const runs = await readDemo("smollm");
  const { train, dev, test, hash } = await loadRunData(
    { data: file, task: "wordnet_kinds", shots: null, examples: ALL, seed: 0 },
    () => {
      throw new Error("the rows come from the file");
    },
  );
  assertEquals(new Set(runs.map(({ provenance }) => provenance.hashes.data)), new Set([hash]));
  for (const split of [train, dev, test]) {
    const sizes = [...Map.groupBy(split, ({ target }) => target).values()].map((own) => own.length);
    assertEquals(sizes, KIND_NAMES.map(() => split.length / KIND_NAMES.length));
  }
});
