/**
 * Weights of a checkpoint, held against what its configuration calls for.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { ModelFiles } from "./model.ts";

/** How the names of files stand to ours. */
export interface Naming {
  /** Our name of a file's tensor. */
  ours(name: string): string;
  /** Whether a tensor that nothing calls for may be there, by our name. */
  isUnused(name: string): boolean;
}

/**
 * Loads the weights; the caller owns them.
 *
 * @param wanted shape of each weight by our name
 * @throws {TypeError} if a weight is missing, unknown or of another shape
 */
export function loadWeights(
  files: ModelFiles,
  wanted: Readonly<Record<string, readonly number[]>>,
  naming: Naming,
): Tensors {
  const theirs = new Map(Object.keys(files.shapes).map((name) => [naming.ours(name), name]));
  for (const [name, file] of theirs) {
    if (!Object.hasOwn(wanted, name) && !naming.isUnused(name)) {
      throw new TypeError(`Cannot load the model: its config has no tensor "${file}"`);
    }
  }
  for (const [name, shape] of Object.entries(wanted)) checkWeight(files, theirs, name, shape);
  const weights: Record<string, tf.Tensor> = {};
  try {
    for (const name of Object.keys(wanted)) weights[name] = files.load(theirs.get(name)!);
  } catch (error) {
    tf.dispose(weights);
    throw error;
  }
  return weights;
}

function checkWeight(
  files: ModelFiles,
  theirs: ReadonlyMap<string, string>,
  name: string,
  shape: readonly number[],
): void {
  const file = theirs.get(name);
  if (file === undefined) {
    throw new TypeError(`Cannot load the model: tensor "${name}" is missing`);
  }
  const found = files.shapes[file]!;
  if (`${found}` !== `${shape}`) {
    throw new TypeError(
      `Cannot load the model: tensor "${file}" must be [${shape.join(", ")}] by its config: ` +
        `file has [${found.join(", ")}]`,
    );
  }
}
