/**
 * (IA)^3: learned vectors rescale keys, values and the inner activations of the feed-forward layers.
 *
 * All begin as ones, so a fresh (IA)^3 changes nothing. Each chosen map adds one number for each of
 * its outputs or inputs.
 *
 * The activations are rescaled where they enter the last map of the feed-forward layer, as in PEFT.
 * PEFT's own choice for BERT and RoBERTa rescales the input of the attention's output map too:
 * `inputs: ["out", "output"]`.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import type { Site, Target } from "../sites.ts";
import { defineMethod, type Method } from "./method.ts";

/** Configuration of (IA)^3: last words of sites, as `query`, `key`, `value`, `output`, `in`, `out`. */
export interface Ia3Config {
  /** Maps whose outputs are rescaled. */
  readonly outputs: readonly string[];
  /** Maps whose inputs are rescaled. */
  readonly inputs: readonly string[];
}

/** Name and size of every vector. */
function vectors(
  { sites }: Target,
  { outputs, inputs }: Ia3Config,
): [name: string, size: number][] {
  const named = (words: readonly string[]): Site[] =>
    sites.filter(({ kind, name }) => kind === "linear" && words.includes(name.split(".").at(-1)!));
  return [
    ...named(outputs).map(({ name, outputSize }): [string, number] => [outputOf(name), outputSize]),
    ...named(inputs).map(({ name, inputSize }): [string, number] => [inputOf(name), inputSize]),
  ];
}

/** Name of the vector of a map's outputs, `[outputSize]`. */
function outputOf(site: string): string {
  return `${site}.outputScale`;
}

/** Name of the vector of a map's inputs, `[inputSize]`. */
function inputOf(site: string): string {
  return `${site}.inputScale`;
}

/** (IA)^3. */
export const ia3: Method<Ia3Config> = defineMethod({
  name: "ia3",
  title: "(IA)³",
  version: 1,
  source: "Liu et al. 2022, Few-Shot Parameter-Efficient Fine-Tuning is Better and Cheaper than " +
    "In-Context Learning (arXiv:2205.05638), section 3.3; sites as in PEFT",
  learningRate: 0.003, // configs/ia3.json of its code
  defaults: { outputs: ["key", "value"], inputs: ["out"] },

  objection(target, config) {
    const twice = config.outputs.find((word) => config.inputs.includes(word));
    if (twice !== undefined) {
      return `"${twice}" is in "outputs" and in "inputs": a map has one vector`;
    }
    if (vectors(target, config).length > 0) return undefined;
    return `the model has no linear map named ${
      [...config.outputs, ...config.inputs].join(" or ")
    }`;
  },

  init: (target, config) =>
    Object.fromEntries(vectors(target, config).map(([name, size]) => [name, tf.ones([size])])),

  patch: (params) => ({
    input(site, input) {
      const scale = params[inputOf(site)];
      return scale ? tf.mul(input, scale) : input;
    },
    linear(site, _input, output) {
      const scale = params[outputOf(site)];
      return scale ? tf.mul(output, scale) : output;
    },
  }),

  countParameters: (target, config) =>
    vectors(target, config).reduce((sum, [, size]) => sum + size, 0),
});
