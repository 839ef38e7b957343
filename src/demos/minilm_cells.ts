/**
 * What the demonstration on MiniLM compares: each method with its candidates, as cells of a table.
 *
 * @module
 */
import type { Cell } from "../lab/experiment.ts";
import type { MethodName } from "../methods/mod.ts";
import { type Contenders, demoCell, type DemoSetting, tunedCells } from "./cell.ts";
import type { DemoSize, Place } from "./demo.ts";
import { MINILM } from "./minilm_model.ts";
import { WORDNET_NAME } from "./wordnet_rows.ts";

/** What model and data are called in everything that is published. */
export const MINILM_NAMES: Place = {
  model: `PyPI ${MINILM.project} ${MINILM.version}`,
  data: WORDNET_NAME,
};

/** The task, and what all cells share. */
const SETTING: DemoSetting = {
  task: "wordnet_physical",
  bottleneck: 48, // an eighth of the model's width
  training: { batchSize: 16, weightDecay: 0.01 },
};

/** Candidates stand around what was best on dev in trials with other seeds. */
const CONTENDERS: Contenders = [
  ["head", [0.001, 0.003, 0.01]],
  ["prompt", [0.01, 0.03, 0.1]],
  ["residual_prompt", [0.003, 0.01, 0.03]],
  ["full", [2e-5, 5e-5, 1e-4]],
];

/** The cells of the main comparison, one for each method. */
export function minilmCells(place: Place, size: DemoSize): Cell[] {
  return tunedCells(place, size, SETTING, CONTENDERS);
}

/** What the sweep compares: plain prompts, the network without its skip connection, and with it. */
const SWEPT: readonly MethodName[] = ["prompt", "mlp_prompt", "residual_prompt"];

/** Decades around the rates that are best. */
export const SWEPT_RATES: readonly number[] = [0.001, 0.01, 0.1, 1];

/** The cells of the sweep over learning rates, one for each method and rate. */
export function minilmRateCells(place: Place, size: DemoSize): Cell[] {
  return SWEPT.flatMap((method) =>
    SWEPT_RATES.map((rate) => demoCell(place, size, SETTING, method, rate))
  );
}
