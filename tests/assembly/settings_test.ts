import { assert, assertEquals, assertThrows } from "@std/assert";
import { findExperiments, findTier, withDefaults } from "../../src/assembly/settings.ts";
import { UsageError } from "../../src/core/errors.ts";
import { EXPERIMENTS, TIERS } from "../../src/experiments/mod.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { fakeCell, fakeExperiment } from "../lab/fake.ts";

Deno.test("findExperiments() gives all, or each named one once", () => {
  assertEquals(findExperiments([]).map(({ name }) => name), Object.keys(EXPERIMENTS));
  assertEquals(findExperiments(["few_shot", "few_shot"]).map(({ name }) => name), ["few_shot"]);
});

Deno.test("findExperiments() gives cells whose method is configured completely", () => {
  for (const experiment of findExperiments([])) {
    for (const { method, methodConfig } of experiment.cells(TIERS.mini)) {
      const { defaults } = METHODS[method as keyof typeof METHODS];
      assertEquals(Object.keys(methodConfig).sort(), Object.keys(defaults).sort());
    }
  }
});

Deno.test("withDefaults() refuses a key that the method does not have", () => {
  const cell = fakeCell({ methodConfig: { promptLenght: 4 } });
  assertThrows(
    () => withDefaults(fakeExperiment("made_up", [cell])).cells(TIERS.mini),
    UsageError,
    'did you mean "promptLength"',
  );
});

Deno.test("findTier() takes the first seeds, adds further ones, and never a tuning seed", () => {
  assertEquals(findTier("mini").seeds, TIERS.mini.seeds);
  assertEquals(findTier("mini", 2).seeds, [0, 1]);
  const many = findTier("mini", 120).seeds;
  assertEquals([many.length, new Set(many).size], [120, 120]);
  assert(TIERS.mini.tuningSeeds.every((seed) => !many.includes(seed)));
  assertEquals(findTier("mini", [7, 5, 7]).seeds, [7, 5]);
});

Deno.test("findTier() refuses a tuning seed, and what is no seed", () => {
  for (const seed of [TIERS.mini.tuningSeeds[0]!, -1, 0.5]) {
    assertThrows(() => findTier("mini", [seed]), UsageError, `Cannot use seed ${seed}`);
  }
  assertThrows(() => findTier("mini", 0), UsageError, "integer >= 1");
});
