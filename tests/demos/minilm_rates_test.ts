import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DEMO_FOLDER, type DemoRun, readDemo } from "../../src/demos/record.ts";
import { SWEPT_RATES } from "../../src/demos/minilm_cells.ts";
import { minilmRates } from "../../src/demos/minilm_rates.ts";

/** Runs of one method, at each rate with the same seeds; `accuracies` are in the order of the rates. */
function runsOf(method: string, accuracies: readonly number[], seeds = [0, 1, 2]): DemoRun[] {
  return SWEPT_RATES.flatMap((learningRate, i) =>
    seeds.map((seed) => ({
      config: { method, task: "t", seed, training: { learningRate } },
      outcome: { test: { score: accuracies[i]! + seed / 100 } },
    } as unknown as DemoRun))
  );
}

const claimsOf = (...runs: DemoRun[]) =>
  minilmRates.results(runs).split("\n").filter((line) => line.startsWith("- "));

Deno.test("the sweep over rates shows mean, deviation and number of seeds for each method and rate", () => {
  const table = minilmRates.results(runsOf("prompt", [0.5, 0.6, 0.65, 0.55]));
  assertStringIncludes(
    table,
    "| 51.0 ± 1.0 (3) | 61.0 ± 1.0 (3) | 66.0 ± 1.0 (3) | 56.0 ± 1.0 (3) |",
  );
});

Deno.test("the sweep over rates shows a dash where runs are missing", () => {
  const [missing, ...rest] = SWEPT_RATES.map((learningRate) => learningRate);
  const runs = runsOf("prompt", [0.5, 0.6, 0.65, 0.55])
    .filter(({ config }) => config.training.learningRate !== missing);
  assertEquals(minilmRates.results(runs).match(/–/g)?.length, SWEPT_RATES.length - rest.length);
});

Deno.test("the sweep over rates compares ranges over the rates, and means, with intervals", () => {
  const [range, higher, skip] = claimsOf(
    ...runsOf("prompt", [0.5, 0.6, 0.7, 0.5]),
    ...runsOf("mlp_prompt", [0.6, 0.6, 0.6, 0.6]),
    ...runsOf("residual_prompt", [0.6, 0.65, 0.7, 0.65]),
  );
  assertStringIncludes(range!, "than prompt tuning: supported, +10.0 (");
  assertStringIncludes(higher!, "than prompt tuning: supported, +7.5 (");
  assertStringIncludes(skip!, "lowers the score: supported, +5.0 (");
});

Deno.test("the sweep over rates does not judge a claim with fewer than three seeds", () => {
  const claims = claimsOf(
    ...runsOf("prompt", [0.5, 0.6, 0.7, 0.5], [0, 1]),
    ...runsOf("residual_prompt", [0.6, 0.65, 0.7, 0.65], [0, 1]),
  );
  for (const claim of claims) assertStringIncludes(claim, "not judged");
});

Deno.test("the shipped page of the rates is that of the shipped runs", async () => {
  const page = await Deno.readTextFile(join(DEMO_FOLDER, "minilm_rates.md"));
  assertEquals(page, minilmRates.page(await readDemo("minilm_rates")));
});
