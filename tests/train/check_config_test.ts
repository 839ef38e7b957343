import { assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { checkConfig } from "../../src/train/check_config.ts";
import { tinyConfig } from "./_folders.ts";

const config = tinyConfig({ model: "mini", data: "mini" }, "residual_prompt");
const { training, methodConfig, examples } = config;

/** A name, the values that cannot be meant, and those that can. */
const TRAINING: readonly (readonly [string, readonly number[], readonly (number | null)[]])[] = [
  ["steps", [-1, 0, 1.5, Infinity], [1, 7]],
  ["batchSize", [0, -3, 1.5], [1]],
  ["learningRate", [-1, 0, Infinity, NaN], [1e-4, 1]],
  ["clipNorm", [-1, 0], [null, 0.5]],
  ["weightDecay", [-1], [0, 0.1]],
  ["warmupSteps", [-1, 0.5], [0, 3]],
  ["evaluateEvery", [0, -1, 0.5], [null, 1]],
];

const RUN: typeof TRAINING = [
  ["seed", [1.5, 1e20], [0, -3, 7]],
  ["shots", [0, 0.5], [null, 1]],
];

function refuses(name: string, value: number, changes: object): void {
  const message = `Cannot use --${name} as it must be `;
  const error = assertThrows(() => checkConfig({ ...config, ...changes }), UsageError, message);
  if (!error.message.endsWith(`current value is ${value}`)) throw error;
}

Deno.test("checkConfig() refuses numbers of the training that cannot be meant", () => {
  for (const [name, wrong, right] of TRAINING) {
    for (const value of wrong) refuses(name, value, { training: { ...training, [name]: value } });
    for (const value of right) checkConfig({ ...config, training: { ...training, [name]: value } });
  }
});

Deno.test("checkConfig() refuses numbers of the run and of its examples", () => {
  for (const [name, wrong, right] of RUN) {
    for (const value of wrong) refuses(name, value, { [name]: value });
    for (const value of right) checkConfig({ ...config, [name]: value });
  }
  for (const split of ["train", "dev", "test"]) {
    for (const value of [0, -1, 1.5]) {
      refuses(`${split}Examples`, value, { examples: { ...examples, [split]: value } });
    }
  }
});

Deno.test("checkConfig() refuses a dropout that drops all, and numbers without end", () => {
  for (const value of [1, 1.5, -0.5]) {
    refuses("dropout", value, { methodConfig: { ...methodConfig, dropout: value } });
  }
  refuses("bottleneck", Infinity, { methodConfig: { ...methodConfig, bottleneck: Infinity } });
  checkConfig({ ...config, methodConfig: { ...methodConfig, dropout: 0.9 } });
});
