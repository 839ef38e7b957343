/**
 * The encoder of a T5, with a soft prompt in front of its input.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { maskBias } from "../../nn/attention.ts";
import { lookUpRows } from "../../nn/embedding.ts";
import type { Mode, Patch } from "../../sites.ts";
import { checkInputs } from "../check_inputs.ts";
import { prepend, withPrompt } from "../front_prompt.ts";
import type { Inputs } from "../model.ts";
import type { T5Config } from "./config.ts";
import {
  attentionSublayer,
  drop,
  feedForwardSublayer,
  norm,
  type Pass,
  placeOf,
  positionBias,
} from "./forward.ts";
import { SHARED } from "./weights.ts";

/**
 * Encodes a batch.
 *
 * @returns `[batch, promptLength + length, dModel]`
 * @throws {TypeError} if the shapes of the inputs do not fit
 */
export function encode(
  config: T5Config,
  base: Tensors,
  { inputIds, mask }: Inputs,
  patch: Patch,
  mode: Mode,
): Tensor3D {
  checkInputs({ inputIds, mask });
  const pass: Pass = { config, base, patch, mode };
  const tokens = lookUpRows(base[SHARED]!, inputIds);
  const embeddings = patch.embeddings?.(tokens) ?? tokens;
  const prompt = patch.prompt?.(embeddings, mask);
  let hidden = drop(prompt ? prepend(prompt, embeddings) : embeddings, pass);
  const bias = tf.add(
    positionBias("encoder", hidden.shape[1], pass),
    maskBias(withPrompt(mask, prompt?.shape[1] ?? 0)),
  ) as Tensor4D;
  for (let block = 0; block < config.encoderLayers; block++) {
    const [self, dense] = [
      placeOf("encoder", block, 0, "attention"),
      placeOf("encoder", block, 1, "feedForward"),
    ];
    hidden = attentionSublayer(hidden, bias, self, "SelfAttention", pass);
    hidden = feedForwardSublayer(hidden, dense, pass);
  }
  return drop(norm(hidden, "encoder.final_layer_norm.weight", pass), pass) as Tensor3D;
}
