/**
 * The tiny checkpoints of the fixtures, read without the hub layer.
 *
 * @module
 */
import * as tf from "../../src/engine/tf.ts";
import type { ModelFiles } from "../../src/models/model.ts";

/** A tensor of a fixture. */
export interface Values {
  readonly shape: number[];
  readonly values: number[];
}

const MODELS = new URL("../fixtures/models/", import.meta.url);

/** The checkpoint of a family on which everything is tried: `tiny`, and of T5 version 1.0. */
export function tinyCheckpoint(family: string): string {
  return family === "t5" ? "t5/v1_0" : `${family}/tiny`;
}

/** The parsed JSON file of a checkpoint, such as `bert/tiny/expected.json`. */
// deno-lint-ignore no-explicit-any
export function readJson(path: string): any {
  return JSON.parse(Deno.readTextFileSync(new URL(path, MODELS)));
}

/** A tensor of a fixture; the caller owns it. */
export function toTensor({ shape, values }: Values): tf.Tensor {
  return tf.tensor(values, shape);
}

/** A checkpoint with one float32 safetensors file. */
export function openCheckpoint(folder: string): ModelFiles {
  const bytes = Deno.readFileSync(new URL(`${folder}/model.safetensors`, MODELS));
  const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const start = 8 + headerBytes;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  delete header.__metadata__;
  const entries: Record<string, { shape: number[]; data_offsets: [number, number] }> = header;
  return {
    config: readJson(`${folder}/config.json`),
    shapes: Object.fromEntries(Object.entries(entries).map(([name, { shape }]) => [name, shape])),
    load(name) {
      const { shape, data_offsets: [from, to] } = entries[name]!;
      const values = new Float32Array(bytes.slice(start + from, start + to).buffer);
      return tf.tensor(values, shape);
    },
  };
}

/** Largest difference, relative to the largest element of `expected`. */
export function relativeError(actual: tf.Tensor, expected: Values): number {
  if (`${actual.shape}` !== `${expected.shape}`) {
    throw new Error(`shape [${actual.shape}] instead of [${expected.shape}]`);
  }
  const values = actual.dataSync();
  const largest = Math.max(...expected.values.map(Math.abs), 1e-8);
  return Math.max(...expected.values.map((it, i) => Math.abs(it - values[i]!))) / largest;
}
