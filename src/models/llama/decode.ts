/**
 * Writing: a Llama's pass over the target that goes on behind an input.
 *
 * @module
 */
import type { Tensor2D, Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { causalBias, maskBias } from "../../nn/attention.ts";
import { lookUpRows } from "../../nn/embedding.ts";
import { linear } from "../../nn/linear.ts";
import { rotations, rotationsAt } from "../../nn/rotary_position.ts";
import { checkShape } from "../../nn/shapes.ts";
import { withPrompt } from "../front_prompt.ts";
import { unpackCache } from "./cache.ts";
import type { LlamaConfig } from "./config.ts";
import { type LlamaPass, runLayers } from "./layers.ts";
import { OUTPUT, TOKENS } from "./weights.ts";

/**
 * Decodes a batch, all positions at once: the target stands right behind the last token of the input.
 *
 * @param memory `[batch, promptLength + length, width]` a packed cache
 * @param mask `[batch, length]` of the input without prompt, padding last
 * @param decoderIds `[batch, targetLength]` int32; the first ones are not read, as the first token of
 *   a target follows from the last of the input
 * @returns `[batch, targetLength, vocab]` logits
 * @throws {TypeError} if the shapes do not fit
 */
export function decode(
  memory: Tensor3D,
  mask: Tensor2D,
  decoderIds: Tensor2D,
  pass: LlamaPass,
): Tensor3D {
  const { base, config } = pass;
  const sizes = {};
  checkShape(mask, ["batch", "length"], "mask", sizes);
  checkShape(decoderIds, ["batch", "targetLength"], "decoderIds", sizes);
  const { layers: past, hidden } = unpackCache(memory, config);
  const seen = withPrompt(mask, memory.shape[1] - mask.shape[1]);
  const last = lastOf(hidden, seen);
  const [, length] = decoderIds.shape;
  if (length === 1) return logits(last, pass);
  const ids = tf.slice(decoderIds, [0, 1], [-1, length - 1]);
  const place = behind(seen, length - 1, config);
  const written = runLayers(lookUpRows(base[TOKENS]!, ids), { ...pass, past, ...place });
  return logits(tf.concat([last, written.hidden], 1), pass);
}

/**
 * The hidden state of each row's last token.
 *
 * @param hidden `[batch, length, dModel]`
 * @param seen `[batch, length]` 1 at tokens, 0 at the padding behind them
 * @returns `[batch, 1, dModel]`
 */
function lastOf(hidden: Tensor3D, seen: Tensor2D): Tensor3D {
  const next = tf.pad(tf.slice(seen, [0, 1]), [[0, 0], [0, 1]]);
  const isLast = tf.expandDims(tf.sub(seen, next), 2);
  return tf.sum(tf.mul(hidden, isLast), 1, true);
}

/** Rotations and bias of so many tokens behind those that are seen. */
function behind(seen: Tensor2D, length: number, { dHead, rotary }: LlamaConfig) {
  const [batch, before] = seen.shape;
  const offsets = tf.reshape(tf.range(0, length, 1, "int32"), [1, length]);
  const first = tf.cast(tf.sum(seen, 1, true), "int32");
  const positions = tf.add(first, offsets) as Tensor2D;
  const keys = tf.concat([seen, tf.ones([batch, length]) as Tensor2D], 1);
  return {
    rotation: rotationsAt(rotations(dHead, rotary, before + length), positions),
    bias: tf.add(maskBias(keys), causalBias(length, before)) as Tensor4D,
  };
}

/** Logits of the next tokens. */
function logits(hidden: Tensor3D, { base, config }: LlamaPass): Tensor3D {
  return linear(hidden, base[config.tied ? TOKENS : OUTPUT]!) as Tensor3D;
}
