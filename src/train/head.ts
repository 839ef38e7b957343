/**
 * The head of a classifier: the one weight that no checkpoint of a bare encoder has, so that every
 * method trains it.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Rng } from "../core/rng.ts";
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import { normal } from "../nn/init.ts";
import type { Example } from "../tasks/task.ts";

/** Standard deviation of a fresh head: `initializer_range` of every published BERT. */
const DEVIATION = 0.02;

/**
 * Draws a fresh head; the caller owns it.
 *
 * @returns `classifier.weight` `[classes, dModel]` and `classifier.bias` `[classes]`, zeros
 */
export function initHead(classes: number, dModel: number, rng: Rng): Tensors {
  return {
    "classifier.weight": normal([classes, dModel], DEVIATION, rng.fork("head")),
    "classifier.bias": tf.zeros([classes]),
  };
}

/** Tells whether a weight is of the head, which a checkpoint's own of that name has no part in. */
export function isHead(name: string): boolean {
  return name.startsWith("classifier.");
}

/**
 * The texts that the classes of a task stand for: the choices that all its examples share.
 *
 * @throws {UsageError} if examples differ in their choices, as those of ReCoRD do, or have but one
 */
export function classesOf(name: string, examples: readonly Example[]): readonly string[] {
  const [first] = examples;
  const isOther = ({ choices }: Example) => choices.join("\n") !== first!.choices.join("\n");
  if (first && !examples.some(isOther)) return atLeastTwo(name, first.choices);
  throw new UsageError(
    `Cannot classify "${name}": a classifier needs the same choices for all examples: they differ`,
  );
}

function atLeastTwo(name: string, classes: readonly string[]): readonly string[] {
  if (classes.length > 1) return classes;
  throw new UsageError(
    `Cannot classify "${name}": a classifier needs two classes or more: it has "${classes.join()}"`,
  );
}
