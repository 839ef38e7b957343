/**
 * LoRA: a low-rank map beside chosen linear maps, `output + alpha / rank * up(down(input))`.
 *
 * `up` starts at zero, so a fresh LoRA changes nothing. Each chosen map of `outputSize x inputSize`
 * adds `rank * (inputSize + outputSize)` numbers.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { dropout } from "../nn/dropout.ts";
import { uniform } from "../nn/init.ts";
import { linear } from "../nn/linear.ts";
import type { Site, Target } from "../sites.ts";
import { countObjection } from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";

/** Configuration of LoRA. */
export interface LoraConfig {
  readonly rank: number;
  /** The change is scaled by `alpha / rank`. */
  readonly alpha: number;
  /** Last words of the sites that are adapted: `query`, `key`, `value`, `output`, `in` ... */
  readonly targets: readonly string[];
  /** Rate of the dropout of the input of `down`. */
  readonly dropout: number;
}

function chosen({ sites }: Target, { targets }: LoraConfig): Site[] {
  return sites.filter(({ kind, name }) =>
    kind === "linear" && targets.includes(name.split(".").at(-1)!)
  );
}

/** LoRA. */
export const lora: Method<LoraConfig> = defineMethod({
  name: "lora",
  title: "LoRA",
  version: 1,
  source: "Hu et al. 2022, LoRA (arXiv:2106.09685), section 4.1; first values as in PEFT",
  defaults: { rank: 8, alpha: 16, targets: ["query", "value"], dropout: 0 },

  objection(target, config) {
    if (chosen(target, config).length > 0) return countObjection("rank", config.rank);
    return `the model has no linear map named ${config.targets.join(" or ")}`;
  },

  init(target, config, { rng }) {
    const { rank } = config;
    return Object.fromEntries(
      chosen(target, config).flatMap(({ name, inputSize, outputSize }) => [
        [`${name}.down`, uniform([rank, inputSize], 1 / Math.sqrt(inputSize), rng.fork(name))],
        [`${name}.up`, tf.zeros([outputSize, rank])],
      ]),
    );
  },

  patch: (params, { alpha, rank, ...config }, mode) => ({
    linear(site, input, output) {
      const down = params[`${site}.down`];
      const up = params[`${site}.up`];
      if (!down || !up) return output;
      const inner = linear(dropout(input, config.dropout, mode.draws), down);
      return tf.add(output, linear(tf.mul(inner, alpha / rank), up));
    },
  }),

  countParameters: (target, config) =>
    chosen(target, config).reduce(
      (sum, { inputSize, outputSize }) => sum + config.rank * (inputSize + outputSize),
      0,
    ),
});
