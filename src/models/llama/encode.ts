/**
 * Reading: a Llama's pass over a soft prompt and an input.
 *
 * @module
 */
import type { Tensor3D } from "../../engine/tf.ts";
import { causalBias } from "../../nn/attention.ts";
import { lookUpRows } from "../../nn/embedding.ts";
import { rotations } from "../../nn/rotary_position.ts";
import { checkInputs } from "../check_inputs.ts";
import { promptedInput } from "../front_prompt.ts";
import type { Inputs } from "../model.ts";
import { packCache } from "./cache.ts";
import { type LlamaPass, runLayers } from "./layers.ts";
import { TOKENS } from "./weights.ts";

/**
 * Reads a batch. Padding must come last: then no token sees any.
 *
 * @returns `[batch, promptLength + length, width]` a packed cache
 * @throws {TypeError} if the shapes of the inputs do not fit
 */
export function encode({ inputIds, mask }: Inputs, pass: LlamaPass): Tensor3D {
  const { base, config, patch } = pass;
  checkInputs({ inputIds, mask });
  const sequence = promptedInput(lookUpRows(base[TOKENS]!, inputIds), mask, patch);
  const [, length] = sequence.shape;
  const rotation = rotations(config.dHead, config.rotary, length);
  const bias = causalBias(length);
  return packCache(runLayers(sequence, { ...pass, rotation, bias }));
}
