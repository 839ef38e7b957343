/**
 * All that model families and methods share: the places of a forward pass where a method may act.
 *
 * A family offers its sites and applies a {@linkcode Patch}; a method makes one. Neither knows the
 * other, so that methods and families add up and do not multiply.
 *
 * @module
 */
import type { Tensors } from "./engine/engine.ts";
import type { Draws } from "./engine/random.ts";
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "./engine/tf.ts";

/** A place of the forward pass. */
export interface Site {
  /** Such as `encoder.3.attention.query`. */
  readonly name: string;
  readonly kind: "linear" | "keyValue" | "sublayer";
  readonly inputSize: number;
  readonly outputSize: number;
}

/** What a method may know of the model that it adapts. */
export interface Target {
  readonly dModel: number;
  readonly sites: readonly Site[];
  /** Base weights by Hugging Face name, frozen unless a method claims them. */
  readonly base: Tensors;
  /** `[vocab, dModel]` */
  readonly vocabEmbeddings: Tensor2D;
}

/** Keys and values of one attention. */
export interface KeyValue {
  /** `[batch, heads, length, dHead]` */
  readonly key: Tensor4D;
  /** `[batch, heads, length, dHead]` */
  readonly value: Tensor4D;
}

/**
 * What a method does in a forward pass; every hook is optional.
 *
 * Prompt position, mask and position embeddings belong to the family: a method hands over a prompt
 * and never sees a mask grow.
 */
export interface Patch {
  /** `[batch | 1, promptLength, dModel]`, put before the input embeddings. */
  prompt?(embeddings: Tensor3D, mask: Tensor2D): Tensor3D;
  /** Replaces the input embeddings, `[batch, length, dModel]`. */
  embeddings?(embeddings: Tensor3D): Tensor3D;
  /** Replaces the input of the linear map at `site`. */
  input?(site: string, input: Tensor): Tensor;
  /** Replaces the output of the linear map at `site`. */
  linear?(site: string, input: Tensor, output: Tensor): Tensor;
  /** Replaces or lengthens the pair at `site`. */
  keyValue?(site: string, pair: KeyValue): KeyValue;
  /** Replaces the output of the sublayer at `site`, `[batch, length, dModel]`. */
  sublayer?(site: string, output: Tensor3D): Tensor3D;
}

/** How a forward pass is meant: with `draws`, dropout is on and takes its numbers from there. */
export interface Mode {
  readonly draws?: Draws;
}
