/**
 * What the demonstration on MiniLM compares: each method with its candidates, as cells of a table.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import type { Cell } from "../lab/experiment.ts";
import type { AnyMethod } from "../methods/method.ts";
import { type MethodName, METHODS } from "../methods/mod.ts";
import type { DemoSize, Place } from "./demo.ts";
import { MINILM } from "./minilm_model.ts";
import { WORDNET_NAME } from "./wordnet_rows.ts";

/** What model and data are called in everything that is published. */
export const MINILM_NAMES: Place = {
  model: `PyPI ${MINILM.project} ${MINILM.version}`,
  data: WORDNET_NAME,
};

/** Seed of the runs that choose a learning rate on dev; it is reported nowhere. */
export const TUNING_SEED = 1000;

/** One method with as many candidates as the others have. */
interface Contender {
  readonly method: MethodName;
  readonly learningRates: readonly [number, number, number];
}

/** Candidates stand around what was best on dev in trials with other seeds. */
const CONTENDERS: readonly Contender[] = [
  { method: "head", learningRates: [0.001, 0.003, 0.01] },
  { method: "prompt", learningRates: [0.01, 0.03, 0.1] },
  { method: "residual_prompt", learningRates: [0.003, 0.01, 0.03] },
  { method: "full", learningRates: [2e-5, 5e-5, 1e-4] },
];

/** Width of the prompts' networks: an eighth of the model's. */
const BOTTLENECK = 48;

/** The cells of the main comparison, one for each method. */
export function minilmCells(place: Place, size: DemoSize): Cell[] {
  return CONTENDERS.map(({ method, learningRates }) => ({
    ...cellOf(place, size, method, learningRates[0]),
    choose: { learningRate: learningRates, seeds: [TUNING_SEED] },
  }));
}

/** What the sweep compares: plain prompts, the network without its skip connection, and with it. */
const SWEPT: readonly MethodName[] = ["prompt", "mlp_prompt", "residual_prompt"];

/** Decades around the rates that are best. */
export const SWEPT_RATES: readonly number[] = [0.001, 0.01, 0.1, 1];

/** The cells of the sweep over learning rates, one for each method and rate. */
export function minilmRateCells(place: Place, size: DemoSize): Cell[] {
  return SWEPT.flatMap((method) =>
    SWEPT_RATES.map((learningRate) => cellOf(place, size, method, learningRate))
  );
}

function cellOf(
  place: Place,
  { steps, seeds }: DemoSize,
  method: MethodName,
  learningRate: number,
): Cell {
  const { defaults, title } = lookUp<AnyMethod>(METHODS, method, "method");
  return {
    ...place,
    task: "wordnet_physical",
    method,
    methodConfig: { ...defaults, ...("bottleneck" in defaults ? { bottleneck: BOTTLENECK } : {}) },
    training: {
      steps,
      batchSize: 16,
      learningRate,
      optimizer: "adamw",
      weightDecay: 0.01,
      schedule: "linear",
      warmupSteps: Math.round(steps / 10),
      clipNorm: 1,
      dropout: false,
      evaluateEvery: null,
      keep: "last",
    },
    answering: "rank",
    shots: null,
    examples: { train: null, dev: null, test: null },
    labels: { method: title, learningRate },
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
  };
}
