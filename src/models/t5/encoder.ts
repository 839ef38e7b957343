/**
 * The encoder of a T5, with a soft prompt in front of its input.
 *
 * @module
 */
import type { Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { maskBias } from "../../nn/attention.ts";
import { lookUpRows } from "../../nn/embedding.ts";
import { checkInputs } from "../check_inputs.ts";
import { promptedInput, withPrompt } from "../front_prompt.ts";
import type { Inputs } from "../model.ts";
import {
  attentionSublayer,
  drop,
  feedForwardSublayer,
  norm,
  placeOf,
  positionBias,
  type T5Pass,
} from "./forward.ts";
import { SHARED } from "./weights.ts";

/**
 * Encodes a batch.
 *
 * @returns `[batch, promptLength + length, dModel]`
 * @throws {TypeError} if the shapes of the inputs do not fit
 */
export function encode({ inputIds, mask }: Inputs, pass: T5Pass): Tensor3D {
  const { base, config, patch } = pass;
  checkInputs({ inputIds, mask });
  let hidden = drop(promptedInput(lookUpRows(base[SHARED]!, inputIds), mask, patch), pass);
  const [, length] = hidden.shape;
  const bias = tf.add(
    positionBias("encoder", length, pass),
    maskBias(withPrompt(mask, length - mask.shape[1])),
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
