/**
 * The decoder of a T5 and its output layer.
 *
 * @module
 */
import type { Tensor2D, Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { causalBias, maskBias } from "../../nn/attention.ts";
import { lookUpRows } from "../../nn/embedding.ts";
import { linear } from "../../nn/linear.ts";
import { checkShape } from "../../nn/shapes.ts";
import { withPrompt } from "../front_prompt.ts";
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
 * Decodes a batch, all positions at once.
 *
 * @param memory `[batch, promptLength + length, dModel]` the encoder's output
 * @param mask `[batch, length]` of the input without prompt
 * @param decoderIds `[batch, targetLength]` int32, from the start token on
 * @returns `[batch, targetLength, vocab]` logits
 * @throws {TypeError} if the shapes do not fit
 */
export function decode(
  memory: Tensor3D,
  mask: Tensor2D,
  decoderIds: Tensor2D,
  pass: T5Pass,
): Tensor3D {
  const { base, config } = pass;
  const sizes = {};
  checkShape(memory, ["batch", "promptLength + length", config.dModel], "memory", sizes);
  checkShape(mask, ["batch", "length"], "mask", sizes);
  checkShape(decoderIds, ["batch", "targetLength"], "decoderIds", sizes);
  const length = decoderIds.shape[1];
  const selfBias = tf.add(positionBias("decoder", length, pass), causalBias(length)) as Tensor4D;
  const crossBias = maskBias(withPrompt(mask, memory.shape[1] - mask.shape[1]));
  let hidden = drop(lookUpRows(base[SHARED]!, decoderIds), pass);
  for (let block = 0; block < config.decoderLayers; block++) {
    const [self, across, dense] = [
      placeOf("decoder", block, 0, "attention"),
      placeOf("decoder", block, 1, "crossAttention"),
      placeOf("decoder", block, 2, "feedForward"),
    ];
    hidden = attentionSublayer(hidden, selfBias, self, "SelfAttention", pass);
    hidden = attentionSublayer(hidden, crossBias, across, "EncDecAttention", pass, memory);
    hidden = feedForwardSublayer(hidden, dense, pass);
  }
  const last = drop(norm(hidden, "decoder.final_layer_norm.weight", pass), pass);
  if (!config.tied) return linear(last, base["lm_head.weight"]!) as Tensor3D;
  // the embedding table is not initialised as an output layer: T5 1.0 scales its input down
  return linear(tf.mul(last, config.dModel ** -0.5), base[SHARED]!) as Tensor3D;
}
