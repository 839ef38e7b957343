/**
 * Fresh weights of a T5, for models that are pretrained here.
 *
 * @module
 */
import { arraySize } from "../../core/array_size.ts";
import type { Rng } from "../../core/rng.ts";
import type { T5Config } from "./config.ts";
import { weightShapes } from "./weights.ts";

/**
 * Draws fresh weights: normal with the standard deviations of the reference.
 *
 * Source: `T5PreTrainedModel._init_weights` of transformers, factor 1.
 *
 * @returns values by Hugging Face name, in the shapes of `weightShapes`
 */
export function initT5Weights(config: T5Config, rng: Rng): Record<string, Float32Array> {
  const drawn = Object.entries(weightShapes(config)).map(([name, shape]) => {
    const values = new Float32Array(arraySize(shape));
    if (name.endsWith("layer_norm.weight")) return [name, values.fill(1)] as const;
    const deviation = standardDeviation(name, config);
    const stream = rng.fork(name);
    return [name, values.map(() => deviation * stream.normal())] as const;
  });
  return Object.fromEntries(drawn);
}

function standardDeviation(name: string, { dModel, dHead, heads, dFF }: T5Config): number {
  if (name === "shared.weight" || name === "lm_head.weight") return 1;
  if (name.endsWith(".q.weight")) return (dModel * dHead) ** -0.5;
  if (name.endsWith(".o.weight")) return (heads * dHead) ** -0.5;
  if (name.endsWith(".wo.weight")) return dFF ** -0.5;
  return dModel ** -0.5;
}
