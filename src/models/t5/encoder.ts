/**
 * The encoder of a T5, with a soft prompt in front of its input.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Tensor2D, Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { maskBias } from "../../nn/attention.ts";
import type { Mode, Patch } from "../../sites.ts";
import { checkInputs } from "../check_inputs.ts";
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

/** Looks up token embeddings: `[batch, length]` to `[batch, length, dModel]`. */
export function embed(base: Tensors, ids: Tensor2D): Tensor3D {
  const [batch, length] = ids.shape;
  const table = base[SHARED] as Tensor2D;
  const rows = tf.gather(table, tf.reshape(ids, [batch * length]) as tf.Tensor1D);
  return tf.reshape(rows, [batch, length, table.shape[1]]) as Tensor3D;
}

/** Lengthens a mask by the prompt, which everything may see. */
export function withPrompt(mask: Tensor2D, promptLength: number): Tensor2D {
  if (promptLength === 0) return mask;
  return tf.concat([tf.ones([mask.shape[0], promptLength]) as Tensor2D, mask], 1);
}

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
  const tokens = embed(base, inputIds);
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

function prepend(prompt: Tensor3D, embeddings: Tensor3D): Tensor3D {
  const batch = embeddings.shape[0];
  const repeated = prompt.shape[0] === batch ? prompt : tf.tile(prompt, [batch, 1, 1]);
  return tf.concat([repeated, embeddings], 1);
}
