/**
 * What a Llama remembers of an input that it has read: keys and values of every layer, and the last
 * hidden states, side by side in one tensor.
 *
 * @module
 */
import type { Tensor3D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { checkShape } from "../../nn/shapes.ts";
import type { LlamaConfig } from "./config.ts";

/** Keys and values of one layer, as the model made them; no method has had its say. */
export interface LayerCache {
  /** `[batch, length, keyValueHeads * dHead]`, rotated */
  readonly key: Tensor3D;
  /** `[batch, length, keyValueHeads * dHead]` */
  readonly value: Tensor3D;
}

/** All that is kept of an input. */
export interface Cache {
  readonly layers: readonly LayerCache[];
  /** `[batch, length, dModel]`, behind the last norm */
  readonly hidden: Tensor3D;
}

/** Puts a cache into one tensor: `[batch, length, layers * 2 * keyValueHeads * dHead + dModel]`. */
export function packCache({ layers, hidden }: Cache): Tensor3D {
  return tf.concat([...layers.flatMap(({ key, value }) => [key, value]), hidden], 2);
}

/**
 * Undoes {@linkcode packCache}.
 *
 * @throws {TypeError} if the tensor is not as wide as a cache of this model
 */
export function unpackCache(packed: Tensor3D, config: LlamaConfig): Cache {
  const { layers, keyValueHeads, dHead, dModel } = config;
  const sizes = [...Array<number>(2 * layers).fill(keyValueHeads * dHead), dModel];
  const width = sizes.reduce((sum, size) => sum + size);
  checkShape(packed, ["batch", "promptLength + length", width], "memory");
  const parts = tf.split(packed, sizes, 2) as Tensor3D[];
  return {
    layers: Array.from({ length: layers }, (_, i) => ({
      key: parts[2 * i]!,
      value: parts[2 * i + 1]!,
    })),
    hidden: parts.at(-1)!,
  };
}
