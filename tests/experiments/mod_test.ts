import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
} from "@std/assert";
import { EXPERIMENTS, TIERS } from "../../src/experiments/mod.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { judge } from "../../src/report/claim.ts";
import type { PaperEffect } from "../../src/report/paper_effect.ts";
import { toPoints } from "../../src/report/points.ts";
import { matches } from "../../src/report/published.ts";
import type { Claim, ShownExperiment } from "../../src/report/view.ts";
import { findExperiments } from "../../src/assembly/settings.ts";
import { TASKS } from "../../src/tasks/mod.ts";
import { fakeResult } from "../report/_fake.ts";

const ALL: [string, ShownExperiment][] = Object.keys(EXPERIMENTS)
  .map((name) => [name, findExperiments([name])[0]!]);
const [superglue] = findExperiments(["superglue"]) as [ShownExperiment];

function claimsOf({ view: { claims } }: ShownExperiment): readonly Claim[] {
  return typeof claims === "function" ? claims(TIERS.mini) : claims;
}

Deno.test("experiments have the name under which they are registered, and a notebook each", () => {
  for (const [name, experiment] of ALL) assertEquals(experiment.name, name);
  const notebooks = ALL.map(([, { notebook }]) => notebook);
  assertEquals(new Set(notebooks).size, notebooks.length);
  assertEquals(notebooks.toSorted(), notebooks);
});

Deno.test("experiments name methods, tasks and keys that exist", () => {
  for (const [name, { cells }] of ALL) {
    for (const { method, task, methodConfig } of Object.values(TIERS).flatMap(cells)) {
      const found = Object.values(METHODS).find((known) => known.name === method);
      assertExists(found, `${name}: ${method}`);
      assert(task in TASKS, `${name}: ${task}`);
      assertArrayIncludes(Object.keys(found.defaults), Object.keys(methodConfig));
    }
  }
});

Deno.test("no two cells of an experiment have the same labels", () => {
  for (const [name, { cells }] of ALL) {
    for (const tier of Object.values(TIERS)) {
      const labels = cells(tier).map((cell) => JSON.stringify(cell.labels));
      assertEquals(new Set(labels).size, labels.length, `${name} at ${tier.name}`);
    }
  }
});

Deno.test("reported seeds are at least three, and none of those that choose", () => {
  for (const { name, seeds, tuningSeeds } of Object.values(TIERS)) {
    assert(new Set(seeds).size >= 3, name);
    assert(seeds.every((seed) => !tuningSeeds.includes(seed)), name);
  }
});

Deno.test("every claim finds points on both of its sides", () => {
  for (const [name, experiment] of ALL) {
    const result = fakeResult(experiment, TIERS.mini);
    const points = toPoints(result.cells, experiment.view.measure);
    for (const { id, left, right } of claimsOf(experiment)) {
      for (const where of [left, right]) {
        assert(points.some(({ labels }) => matches(labels, where)), `${name}: ${id}`);
      }
    }
    for (const { claim, word } of judge(result)) assert(word !== "not judged", claim.id);
  }
});

Deno.test("claims have ids of their own, and the paper's comparison where it can be made", () => {
  for (const [name, experiment] of ALL) {
    const ids = claimsOf(experiment).map(({ id }) => id);
    assertEquals(new Set(ids).size, ids.length, name);
  }
  const paper = new Map<string, readonly PaperEffect[]>(
    ALL.flatMap(([name, experiment]) =>
      judge(fakeResult(experiment, TIERS.mini)).map(({ claim: { id }, paper }) =>
        [`${name}/${id}`, paper] as const
      )
    ),
  );
  // from the printed cells by hand: means over all tasks, where each is printed
  const printed = {
    "superglue/residual_beats_prompt": (521.2 - 500) / 8,
    "superglue/lstm_is_worse": (521.2 - 245.7) / 8,
    "initialization/vocabulary_helps_prompt": 1.45,
    "bottleneck/separate_is_better": 0.9,
    "parameters/same_size_at_inference": 0,
  };
  for (const [id, value] of Object.entries(printed)) {
    const [effect, ...more] = paper.get(id)!;
    assertAlmostEquals(effect!.shared!, value, 1e-9, id);
    assertEquals([effect!.place, effect!.average, more.length], ["", null, 0], id);
  }
  const [{ shared, place }] = paper.get("convergence/residual_ends_higher") as [PaperEffect];
  assertEquals([Number(shared!.toFixed(9)), place], [6, " on RTE only"]);
  // means over the tasks of the mini tier, and the printed averages over more
  const partly = {
    "prompt_length/gain_with_2_tokens": [[(3.3 + 4.6) / 2, 83.8 - 81.2]],
    "prompt_length/ten_times_shorter": [[(0.8 - 1.3) / 2, 84.1 - 83.6], [null, -3.1], [null, 2.1]],
    "prompt_length/residual_keeps_when_shorter": [[(-0.3 - 0.8) / 2, -0.3], [null, -3.1], [
      null,
      -5.3,
    ]],
    "few_shot/gain_with_5_examples": [[(16.4 + 7.8) / 2, 72.6 - 65.4]],
    "few_shot/gain_with_20_examples": [[(2.9 + 1.3) / 2, 76.4 - 74.4]],
    "learning_rate/low_rates_suffice": [[(43.7 + 0.6 + 7.1) / 3, 65.6 - 48.3]],
  };
  for (const [id, sources] of Object.entries(partly)) {
    const found = paper.get(id)!.map(({ shared, average }) => [shared, average]);
    const rounded = (pair: readonly (number | null)[]) =>
      pair.map((value) => value === null ? null : Number(value.toFixed(9)));
    assertEquals(found.map(rounded), sources.map(rounded), id);
  }
  assertEquals(paper.get("superglue/residual_beats_prompt_without_wsc")![0]!.average, null);
});

Deno.test("the paper tier follows the paper's recipe", () => {
  const cells = superglue.cells(TIERS.paper);
  const of = (method: string, task: string) =>
    cells.find((cell) => cell.method === method && cell.task === task)!;
  // steps of 20 epochs in batches of 8
  const steps = { cb: 640, copa: 1000, rte: 6240, wic: 13580, wsc_generate: 660 };
  for (const [task, count] of Object.entries(steps)) {
    const { training, choose, methodConfig } = of("residual_prompt", task);
    assertEquals(training.steps, count, task);
    assertEquals(training.evaluateEvery, count / 20, task);
    assertEquals([training.learningRate, training.weightDecay], [0.3, 1e-5]);
    assertEquals([training.dropout, training.keep], [true, "best"]);
    assertEquals([methodConfig.promptLength, methodConfig.init], [10, "vocabulary"]);
    assertEquals(choose, undefined);
  }
  const widths = new Map(
    cells.filter(({ method }) => method === "residual_prompt")
      .map(({ model, methodConfig }) => [model, methodConfig.bottleneck]),
  );
  assertEquals(Object.fromEntries(widths), {
    "google-t5/t5-base": 250,
    "google-t5/t5-large": 400,
    "google/t5-base-lm-adapt": 250,
    "google-bert/bert-base-uncased": 250,
  });
  assertEquals(cells.length, 4 * 8 * 5);
});

Deno.test("BERT answers the eight tasks by choosing, with learning rates chosen on dev", () => {
  const cells = superglue.cells(TIERS.paper)
    .filter(({ model }) => model === "google-bert/bert-base-uncased");
  const tasks = [...new Set(cells.map(({ task }) => task))];
  const eight = ["boolq", "cb", "copa", "multirc", "record_entity", "rte", "wic", "wsc"];
  assertEquals(tasks.sort(), eight);
  for (const { answering, task, choose, labels } of cells) {
    assertEquals([answering, TASKS[task as keyof typeof TASKS].open], ["rank", undefined]);
    assertEquals(choose?.learningRate?.length, 3);
    assertEquals(labels.model, "BERT-Base");
  }
  assert(cells.some(({ labels }) => labels.task === "ReCoRD"));
});

Deno.test("every model of a tier has a claim of its own, beside its printed numbers", () => {
  const result = fakeResult(superglue, TIERS.paper);
  const gains = new Map(
    judge(result).map(({ claim: { id }, paper, word }) => [id, { paper, word }]),
  );
  // sums of the printed cells: 570.8 - 549.9 and 489.7 - 461.3, by eight tasks
  const printed = { t5_large: 20.9 / 8, bert_base: 28.4 / 8 };
  for (const [model, value] of Object.entries(printed)) {
    assertAlmostEquals(gains.get(`residual_beats_prompt_${model}`)!.paper[0]!.shared!, value, 1e-9);
  }
  assertEquals(gains.get("residual_beats_prompt_t5_base_1_1_lm_adapted")!.paper, []);
  for (const { word } of gains.values()) assert(word !== "not judged");
});

Deno.test("a claim with a margin says it", () => {
  for (const claim of ALL.flatMap(([, experiment]) => [...claimsOf(experiment)])) {
    if (claim.kind !== "no_worse") continue;
    assert(claim.text.includes(`no more than ${claim.margin} points below`), claim.id);
  }
});
