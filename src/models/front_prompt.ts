/**
 * A soft prompt in front of an input.
 *
 * @module
 */
import type { Tensor2D, Tensor3D } from "../engine/tf.ts";
import * as tf from "../engine/tf.ts";
import type { Patch } from "../sites.ts";

/**
 * What a model reads: the embeddings of an input as the method has them, behind its prompt if it has
 * one.
 *
 * @param tokens `[batch, length, dModel]` embeddings as the model has them
 * @param mask `[batch, length]`
 * @returns `[batch, promptLength + length, dModel]`
 */
export function promptedInput(tokens: Tensor3D, mask: Tensor2D, patch: Patch): Tensor3D {
  const embeddings = patch.embeddings?.(tokens) ?? tokens;
  const prompt = patch.prompt?.(embeddings, mask);
  return prompt ? prepend(prompt, embeddings) : embeddings;
}

/**
 * Puts a prompt before the embeddings of an input.
 *
 * @param prompt `[batch | 1, promptLength, dModel]`
 * @param embeddings `[batch, length, dModel]`
 * @returns `[batch, promptLength + length, dModel]`
 */
function prepend(prompt: Tensor3D, embeddings: Tensor3D): Tensor3D {
  const batch = embeddings.shape[0];
  const repeated = prompt.shape[0] === batch ? prompt : tf.tile(prompt, [batch, 1, 1]);
  return tf.concat([repeated, embeddings], 1);
}

/** Lengthens a mask by the prompt, which everything may see. */
export function withPrompt(mask: Tensor2D, promptLength: number): Tensor2D {
  if (promptLength === 0) return mask;
  return tf.concat([tf.ones([mask.shape[0], promptLength]) as Tensor2D, mask], 1);
}
