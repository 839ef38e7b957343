import { assert, assertEquals, assertLess } from "@std/assert";
import { EXPERIMENTS, TIERS } from "../../src/experiments/mod.ts";
import { costOf, tallyRuns } from "./_runs.ts";

const ALL = Object.values(EXPERIMENTS);

Deno.test("the mini tier stays within the time that the README promises", () => {
  const { named, chosen } = tallyRuns(ALL, TIERS.mini);
  const configs = [...named.values(), ...chosen.values()];
  const units = configs.reduce((sum, config) => sum + costOf(config), 0);
  // an upper bound, as some choices agree: at 3.7 seconds of one core each, 16 minutes on two
  assertLess(units, 530, `${configs.length} runs cost ${units.toFixed(0)} units`);
});

Deno.test("experiments share the runs that they have in common", () => {
  const { superglue, parameters, convergence, initialization } = EXPERIMENTS;
  const alone = tallyRuns([superglue], TIERS.mini);
  for (const other of [parameters, convergence]) {
    const both = tallyRuns([superglue, other], TIERS.mini);
    assertEquals(both.named.size, alone.named.size, other.name);
    assertEquals(both.chosen.size, alone.chosen.size, other.name);
  }
  // each start has its own choice, but no candidate of its own
  assertEquals(tallyRuns([superglue, initialization], TIERS.mini).named.size, alone.named.size);
});

Deno.test("soft prompts choose among the same number of candidates", () => {
  const { candidates } = tierCandidates();
  assertEquals(candidates.get("prompt"), candidates.get("residual_prompt"));
  for (const [method, rates] of candidates) assert(rates.length >= 3, method);
});

/** Learning rates that each method of Table 1 chooses from at the mini tier. */
function tierCandidates() {
  const cells = EXPERIMENTS.superglue.cells(TIERS.mini);
  return {
    candidates: new Map(
      cells.map(({ method, choose }) => [method, choose?.learningRate ?? []] as const),
    ),
  };
}
