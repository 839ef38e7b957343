/**
 * What an adapter holds, read without an engine: each tensor by what it does to the model.
 *
 * @module
 */
import { arraySize } from "../core/array_size.ts";
import type { TensorData } from "../hub/safetensors.ts";
import type { Rows } from "./rows.ts";

/** A tensor that is read when it is asked for: a checkpoint of many would not fit into memory. */
export interface Lazy {
  readonly name: string;
  readonly shape: readonly number[];
  read(): Promise<Float32Array>;
}

/** A part of an adapter. */
export type Part =
  /** A soft prompt, `[promptLength, dModel]`. */
  | { readonly kind: "prompt"; readonly rows: Rows }
  /** A low-rank update of a linear map by its Hugging Face name: `scale * up · down`. */
  | {
    readonly kind: "update";
    readonly module: string;
    readonly down: TensorData;
    readonly up: TensorData;
    readonly scale: number;
  }
  /** A vector that multiplies what a linear map takes or gives. */
  | {
    readonly kind: "scale";
    readonly module: string;
    readonly side: "input" | "output";
    readonly values: Float32Array;
  }
  /** A weight of the model, trained whole. */
  | { readonly kind: "weight" } & Lazy
  /** Anything else that a method adds. */
  | { readonly kind: "parameter" } & Lazy;

/** A prompt as a part. */
export function promptPart({ shape: [count = 0, width = 0], values }: TensorData): Part {
  return { kind: "prompt", rows: { count, width, values } };
}

/** Numbers that a part holds. */
export function sizeOf(part: Part): number {
  switch (part.kind) {
    case "prompt":
      return part.rows.values.length;
    case "update":
      return part.down.values.length + part.up.values.length;
    case "scale":
      return part.values.length;
    default:
      return arraySize(part.shape);
  }
}
