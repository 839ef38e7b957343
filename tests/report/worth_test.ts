import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import { Demand } from "../../src/lab/demand.ts";
import { mostUrgent } from "../../src/lab/budget.ts";
import type { Cell, CellResult } from "../../src/lab/experiment.ts";
import { Known } from "../../src/lab/known.ts";
import type { ShownResult } from "../../src/report/view.ts";
import { worthOf } from "../../src/report/worth.ts";
import { nameOf } from "../lab/fake.ts";
import { fakeCell } from "./_fake.ts";
import { SMALL, TIER } from "./_small.ts";

const SEEDS = [0, 1, 2, 3];

/** Scores of seeds 0, 1, ... by task and method. */
type Scores = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** Cells with these scores, later seeds missing; nothing is chosen on dev. */
function resultOf(scores: Scores): ShownResult {
  const declared = SMALL.cells(TIER).map(({ choose: _, ...cell }): Cell => ({
    ...cell,
    seeds: SEEDS,
  }));
  const cells = declared.flatMap((cell): CellResult[] => {
    const made = scores[cell.task]?.[cell.method];
    if (made === undefined) return [];
    const seeds = SEEDS.slice(0, made.length);
    return [fakeCell(cell, { seeds, score: (seed) => made[seed]! })];
  });
  const open = cells.map((result) => ({
    ...result,
    missing: result.missing.map(({ seed }) => ({ seed, reason: null })),
  }));
  return { experiment: { ...SMALL, cells: () => declared }, tier: TIER, cells: open };
}

/** What is worth anything, as `task method seed`, the most worth first. */
function named(result: ShownResult): string[] {
  return worthOf([result]).filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth)
    .map(({ config: { task, method, seed } }) => `${task} ${method} ${seed}`);
}

/**
 * RTE has the wider scores, but both methods rise and fall together; CB's differences are what is
 * open. Fine-tuning is widest of all and in no claim.
 */
const TOGETHER: Scores = {
  rte: {
    prompt: [0.3, 0.6, 0.9],
    residual_prompt: [0.31, 0.61, 0.91],
    full: [0.1, 0.5, 0.99],
  },
  cb: { prompt: [0.58, 0.62, 0.6], residual_prompt: [0.63, 0.58, 0.6] },
};

Deno.test("worthOf() weighs differences: scores that move together leave nothing to learn", () => {
  assertEquals(named(resultOf(TOGETHER)), [
    "cb prompt 3",
    "cb residual_prompt 3",
    "rte prompt 3",
    "rte residual_prompt 3",
  ]);
  const [first] = worthOf([resultOf(TOGETHER)]).filter(({ config }) => config.task === "cb");
  // differences +5, -4, 0: variance 61/3; three pairs, two tasks, two runs lack the fourth seed
  assertAlmostEquals(first!.worth, 61 / 3 / (3 * 4 * 2 ** 2) / 2, 1e-9);
});

Deno.test("with a budget the widest interval does not come first if no verdict depends on it", () => {
  const result = resultOf(TOGETHER);
  const records = result.cells.flatMap(({ records }) => records)
    .map((record) => ({ ...record, runId: nameOf(record.config) }));
  const known = new Known(nameOf, records);
  const cells = result.cells.map(({ cell }) => cell);
  const demand = new Demand(cells, known);
  const pending = demand.start();
  const naive = mostUrgent(pending, [], demand, known);
  assertEquals(naive.map(({ config: { task, method } }) => `${task} ${method}`), ["rte full"]);

  const worths = new Map(
    worthOf([result]).map(({ config, worth }) => [nameOf(config), worth]),
  );
  const weights = (slow: string) => ({
    seconds: ({ config }: { config: { task: string } }) => config.task === slow ? 1000 : 1,
    worth: ({ runId }: { runId: string }) => worths.get(runId) ?? 0,
  });
  const tasks = (slow: string) => {
    const kept = mostUrgent(pending, [], demand, known, weights(slow));
    return [...new Set(kept.map(({ config }) => config.task))];
  };
  assertEquals(tasks("neither"), ["cb"]);
  assertEquals(tasks("cb"), ["rte"]); // more for its time
});

Deno.test("worthOf() asks for nothing once a claim is decided", () => {
  const decided = { rte: { prompt: [0.5, 0.51, 0.5], residual_prompt: [0.7, 0.7, 0.71] } };
  assertEquals(named(resultOf(decided)), []);
});

Deno.test("worthOf() asks for the seed that one side lacks, and a first verdict before a narrower", () => {
  const lopsided = {
    rte: { prompt: [0.5, 0.6, 0.7], residual_prompt: [0.55, 0.58] },
  };
  assertEquals(named(resultOf(lopsided)), ["rte residual_prompt 2"]);
  const [only] = worthOf([resultOf(lopsided)]);
  const judged = { rte: { prompt: [0.5, 0.6, 0.7], residual_prompt: [0.55, 0.58, 0.7] } };
  assertGreater(only!.worth, Math.max(...worthOf([resultOf(judged)]).map(({ worth }) => worth)));
});

Deno.test("worthOf() does not wait for a seed that failed on one side", () => {
  const result = resultOf({ rte: { prompt: [0.5, 0.6], residual_prompt: [0.55, 0.58] } });
  const cells = result.cells.map((cell) => ({
    ...cell,
    missing: cell.missing.map(({ seed }) => ({
      seed,
      reason: seed === 2 && cell.cell.method === "prompt" ? "the loss is NaN" : null,
    })),
  }));
  assertEquals(named({ ...result, cells }).sort(), ["rte prompt 3", "rte residual_prompt 3"]);
});
