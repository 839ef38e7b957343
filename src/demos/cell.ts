/**
 * A cell of a demonstration: what all of them have in common.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import type { Cell } from "../lab/experiment.ts";
import type { Training } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { type MethodName, METHODS } from "../methods/mod.ts";
import type { DemoSize, Place } from "./demo.ts";

/** Seed of the runs that choose a learning rate on dev; it is reported nowhere. */
export const TUNING_SEED = 1000;

/** The learning rates of a method, of which dev chooses one; as many for each. */
type Rates = readonly [number, number, number];

/** What a demonstration decides for all of its cells. */
export interface DemoSetting {
  readonly task: string;
  /** Width of the prompts' networks. */
  readonly bottleneck: number;
  readonly training:
    & Pick<Training, "batchSize" | "weightDecay">
    & Partial<Pick<Training, "precision">>;
}

/** A cell with one learning rate: a short training on all examples, whose answers are ranked. */
export function demoCell(
  place: Place,
  { steps, seeds }: DemoSize,
  { task, bottleneck, training }: DemoSetting,
  method: MethodName,
  learningRate: number,
): Cell {
  const { defaults, title } = lookUp<AnyMethod>(METHODS, method, "method");
  return {
    ...place,
    task,
    method,
    methodConfig: { ...defaults, ...("bottleneck" in defaults ? { bottleneck } : {}) },
    training: {
      steps,
      learningRate,
      optimizer: "adamw",
      schedule: "linear",
      warmupSteps: Math.round(steps / 10),
      clipNorm: 1,
      dropout: false,
      evaluateEvery: null,
      keep: "last",
      ...training,
    },
    answering: "rank",
    shots: null,
    examples: { train: null, dev: null, test: null },
    labels: { method: title, learningRate },
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
  };
}

/** A cell whose learning rate is chosen on dev. */
function tunedCell(
  place: Place,
  size: DemoSize,
  setting: DemoSetting,
  method: MethodName,
  rates: Rates,
): Cell {
  return {
    ...demoCell(place, size, setting, method, rates[0]),
    choose: { learningRate: rates, seeds: [TUNING_SEED] },
  };
}

/** What is compared: methods, each with its candidates. */
export type Contenders = readonly (readonly [method: MethodName, rates: Rates])[];

/** A cell for each contender, whose learning rate is chosen on dev. */
export function tunedCells(
  place: Place,
  size: DemoSize,
  setting: DemoSetting,
  contenders: Contenders,
): Cell[] {
  return contenders.map(([method, rates]) => tunedCell(place, size, setting, method, rates));
}
