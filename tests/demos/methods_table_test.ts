import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DEMO_FOLDER, type DemoRun, readDemo } from "../../src/demos/record.ts";
import { TUNING_SEED } from "../../src/demos/cell.ts";
import { methodsTable } from "../../src/demos/methods_table.ts";
import { minilm } from "../../src/demos/minilm.ts";

/** Runs of one method with these test accuracies, seeds from 0. */
function runsOf(method: string, accuracies: readonly number[]): DemoRun[] {
  return accuracies.map((accuracy, seed) => ({
    config: { method, seed, training: { learningRate: 0.01 } },
    outcome: { test: { accuracy }, trainedParameters: 22_565_378 },
  } as unknown as DemoRun));
}

/** Lines of the table below its head. */
const linesOf = (...runs: DemoRun[]) => minilm.results(runs).split("\n").slice(2);

Deno.test("methodsTable() holds each method against chance and, by seed, against the head", () => {
  const lines = linesOf(...runsOf("head", [0.6, 0.61, 0.62]), ...runsOf("full", [0.7, 0.71, 0.72]));
  const [chance, head, full] = lines;
  assertStringIncludes(chance!, "| 50.0 |");
  assertEquals(
    head,
    "| Head alone | 22,565,378 | 0.01 | 61.0 ± 1.0 (n = 3) | +11.0 (+8.5 to +13.5): supported |  |",
  );
  assertStringIncludes(
    full!,
    "| +21.0 (+18.5 to +23.5): supported | +10.0 (+10.0 to +10.0): supported |",
  );
});

Deno.test("methodsTable() gives no interval to what is not trained", () => {
  const runs = runsOf("frozen", [0.7, 0.7, 0.7])
    .map((run) => ({ ...run, outcome: { ...run.outcome, trainedParameters: 0 } }));
  assertEquals(linesOf(...runs)[1], "| Frozen model | 0 |  | 70.0 | +20.0 |");
});

Deno.test("methodsTable() says what is contradicted, what is inconclusive, and what one seed cannot say", () => {
  assertStringIncludes(linesOf(...runsOf("full", [0.4, 0.61, 0.52]))[1]!, "inconclusive");
  assertStringIncludes(
    linesOf(...runsOf("full", [0.4, 0.41, 0.42]))[1]!,
    "−9.0 (−11.5 to −6.5): contradicted",
  );
  assertStringIncludes(linesOf(...runsOf("full", [0.6]))[1]!, "| +10.0, one seed: no interval |");
});

Deno.test("minilm's table leaves out the runs that chose, and pairs only seeds that both have", () => {
  const [tuning] = runsOf("full", [0.9]);
  const chosen = { ...tuning!, config: { ...tuning!.config, seed: TUNING_SEED } };
  const [, head, full] = linesOf(
    ...runsOf("head", [0.6]),
    chosen,
    ...runsOf("full", [0.7, 0.9]),
  );
  assertStringIncludes(head!, "60.0 (n = 1)");
  assertStringIncludes(full!, "80.0 ± 14.1 (n = 2)");
  assertStringIncludes(full!, "| +10.0, one seed: no interval |");
});

Deno.test("methodsTable() compares the two kinds of prompts below the table", () => {
  const lines = linesOf(
    ...runsOf("prompt", [0.6, 0.61, 0.62]),
    ...runsOf("residual_prompt", [0.62, 0.63, 0.64]),
  );
  assertEquals(
    lines.at(-1),
    "Gain of residual prompt tuning over prompt tuning: +2.0 (+2.0 to +2.0): supported.",
  );
  assertEquals(linesOf(...runsOf("prompt", [0.6])).length, 2);
});

Deno.test("the shipped page is that of the shipped runs", async () => {
  const page = await Deno.readTextFile(join(DEMO_FOLDER, "minilm.md"));
  assertEquals(page, minilm.page(await readDemo("minilm")));
});

Deno.test("methodsTable() has no column for a baseline where there is none", () => {
  const table = methodsTable(runsOf("lora", [0.6, 0.61, 0.62]), { chance: 0.5, gains: [] });
  assertEquals(table.split("\n").map((line) => line.split("|").length), [7, 7, 7, 7]);
});

Deno.test("methodsTable() writes titles within a sentence, and names as they are", () => {
  const runs = [...runsOf("lora", [0.6, 0.61, 0.62]), ...runsOf("prompt", [0.5, 0.51, 0.52])];
  const table = methodsTable(runs, {
    chance: 0.5,
    gains: [["lora", "prompt"], ["prompt", "lora"]],
  });
  assertStringIncludes(table, "Gain of LoRA over prompt tuning: +10.0");
  assertStringIncludes(table, "Gain of prompt tuning over LoRA: −10.0");
});
