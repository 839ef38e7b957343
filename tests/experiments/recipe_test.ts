import { assertEquals, assertLess } from "@std/assert";
import { TIERS } from "../../src/experiments/mod.ts";
import { findExperiments } from "../../src/assembly/settings.ts";
import { costOf, tallyRuns } from "./_runs.ts";

const ALL = findExperiments([]);
const byName = Object.fromEntries(ALL.map((experiment) => [experiment.name, experiment]));

Deno.test("the mini tier stays within the time that the README promises", () => {
  const { named, chosen } = tallyRuns(ALL, TIERS.mini);
  const configs = [...named.values(), ...chosen.values()];
  const units = configs.reduce((sum, config) => sum + costOf(config), 0);
  // at 1.4 seconds of one core each, 25 minutes on two
  assertLess(units, 2180, `${configs.length} runs cost ${units.toFixed(0)} units`);
});

Deno.test("experiments share the runs that they have in common", () => {
  const superglue = byName.superglue!;
  const alone = tallyRuns([superglue], TIERS.mini);
  for (const other of ["parameters", "convergence"]) {
    const both = tallyRuns([superglue, byName[other]!], TIERS.mini);
    assertEquals(both.named.size, alone.named.size, other);
    assertEquals(both.chosen.size, alone.chosen.size, other);
  }
  for (const other of ["initialization", "learning_rate", "prompt_length", "bottleneck"]) {
    const own = tallyRuns([byName[other]!], TIERS.mini).named.size;
    const both = tallyRuns([superglue, byName[other]!], TIERS.mini).named.size;
    assertLess(both, alone.named.size + own, other);
  }
});

Deno.test("the mini tier has the paper's recipe for all soft prompts, and chooses where the question is of tuning", () => {
  const soft = ALL.filter(({ name }) => !["tuned", "later_methods"].includes(name))
    .flatMap(({ cells }) => cells(TIERS.mini))
    .filter(({ method, labels }) => method !== "full" && labels.learningRate === undefined);
  assertEquals(new Set(soft.map(({ training }) => training.learningRate)), new Set([0.3]));
  assertEquals(new Set(soft.map(({ choose }) => choose)), new Set([undefined]));
});

Deno.test("methods that are tuned choose from the same candidates, the published recipe first", () => {
  for (const tier of Object.values(TIERS)) {
    const cells = byName.tuned!.cells(tier);
    const choices = new Set(cells.map(({ choose }) => JSON.stringify(choose)));
    assertEquals(choices.size, 1, tier.name);
    const { training, methodConfig } = cells[0]!;
    assertEquals([training.learningRate, methodConfig.init], [0.3, "vocabulary"], tier.name);
  }
});

Deno.test("later methods have three candidates each, and mini prompts share the runs that tune them", () => {
  for (const tier of Object.values(TIERS)) {
    for (const { choose, method } of byName.later_methods!.cells(tier)) {
      assertEquals(Object.keys(choose!), ["learningRate", "seeds"], method);
      assertEquals(choose!.learningRate!.length, 3, method);
    }
  }
  const tuning = (name: string) => tallyRuns([byName[name]!], TIERS.mini).named;
  const shared = [...tuning("later_methods").keys()].filter((run) => tuning("tuned").has(run));
  assertEquals(shared.length, 2 * 3 * 3 * TIERS.mini.tuningSeeds.length);
});
