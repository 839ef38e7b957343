/**
 * A small experiment of made-up runs with everything that goes wrong: a cell without runs, a failed
 * run, a score that is no number, a method with one seed only.
 *
 * @module
 */
import type { Cell, TierSettings } from "../../src/lab/experiment.ts";
import { TIERS } from "../../src/experiments/tiers.ts";
import { readPublished } from "../../src/report/published.ts";
import { label } from "../../src/report/titles.ts";
import type { ShownExperiment } from "../../src/report/view.ts";
import { fakeResult } from "./_fake.ts";

/** The mini tier with settings of its own, so that tuning the real one moves no snapshot. */
export const TIER: TierSettings = {
  ...TIERS.mini,
  title: "Mini T5, synthetic tasks",
  seeds: [0, 1, 2],
  tuningSeeds: [100],
};

/** A cell that stays as it is when the real experiments are tuned. */
function smallCell(task: string, method: string): Cell {
  const full = method === "full";
  return {
    model: "mini",
    data: "mini",
    task,
    method,
    methodConfig: full ? {} : { promptLength: 10, init: "vocabulary" },
    training: { ...TIERS.paper.training, steps: 200, learningRate: full ? 3e-4 : 0.03 },
    answering: "generate",
    shots: null,
    examples: { train: 1000, dev: 300, test: 300 },
    labels: label({ method, task }),
    seeds: TIER.seeds,
    choose: {
      learningRate: full ? [3e-4, 1e-3, 3e-3] : [0.03, 0.3, 3],
      ...(full ? {} : { methodConfig: { init: ["vocabulary", "uniform"] } }),
      seeds: TIER.tuningSeeds,
    },
  };
}

/** Printed numbers for two of three tasks. */
export const PUBLISHED = readPublished({
  id: "table_x",
  title: "A made-up table",
  source: "Nobody 2023, Table X",
  reading: "made up",
  common: { promptLength: 10 },
  notes: [],
  rows: [
    { method: "prompt", task: "rte", value: 60 },
    { method: "prompt", task: "wsc", value: 40 },
    { method: "prompt", task: "average", value: 50 },
    { method: "residual_prompt", task: "rte", value: 66, origin: "others" },
    { method: "residual_prompt", task: "wsc", value: 45, corrected: 47 },
    { method: "residual_prompt", task: "average", value: 55.5 },
  ],
});

const BESIDE = { published: PUBLISHED, title: "T5-Base, SuperGLUE" };

/** Three methods on three tasks. */
export const SMALL: ShownExperiment = {
  name: "small",
  title: "A small experiment",
  question: "Does the report say what the runs say?",
  source: "Nobody 2023, Table X",
  notebook: "00_small.ipynb",
  cells: () =>
    ["cb", "rte", "wsc"].flatMap((task) =>
      ["prompt", "residual_prompt", "full"].map((method) => smallCell(task, method))
    ),
  view: {
    measure: "score",
    table: {
      rows: ["method"],
      column: "task",
      aside: { method: "Fine-tuning" },
      beside: [BESIDE],
    },
    chart: { mark: "dots", x: "task", color: "method", y: "Score (%)", beside: [BESIDE] },
    claims: [{
      id: "residual_beats_prompt",
      text: "Residual prompt tuning scores higher",
      kind: "difference",
      left: { method: "Residual prompt tuning" },
      right: { method: "Prompt tuning" },
      beside: BESIDE,
    }],
    notes: ["A note with a star * and a bar |."],
  },
};

/** Scores that can be checked by hand: residual is 4, 5 and 6 points ahead, on every task. */
export function plainScore({ method }: Cell) {
  return (seed: number) => method === "residual_prompt" ? 0.64 + 0.01 * seed : 0.6;
}

/** All runs there. */
export const WHOLE = fakeResult(SMALL, TIER, (cell) => ({ score: plainScore(cell) }));

/** With everything that goes wrong. */
export const BROKEN = fakeResult(SMALL, TIER, (cell) => {
  const { method, task } = cell;
  const score = plainScore(cell);
  if (method === "full" && task === "cb") return { seeds: [] };
  if (method === "full") return { seeds: [1], score };
  if (method === "prompt" && task === "cb") {
    return { seeds: [0, 2], reason: "the loss is NaN at step 17", score };
  }
  if (method === "prompt" && task === "wsc") {
    return { score: (seed) => seed === 1 ? NaN : score(seed) };
  }
  return { score };
});
