/**
 * What an optimizer is: a pure function from parameters and gradients to better parameters.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Scalar } from "../../engine/tf.ts";

/** What one update gives. */
export interface Updated {
  readonly params: Tensors;
  readonly state: Tensors;
}

/** One optimizer; one file of this folder each, listed in `mod.ts`. */
export interface Optimizer<Options extends object> {
  /** Such as `adamw`. */
  readonly name: string;
  /** What is used where the caller says nothing; a test holds it against the reference's. */
  readonly defaults: Options;
  /** State before the first update; the caller owns it. */
  init(params: Tensors, options?: Partial<Options>): Tensors;
  /**
   * One update; called inside a program.
   *
   * @param gradients under the names of `params`
   * @param learningRate a tensor, so that a schedule needs no new compilation
   */
  update(
    params: Tensors,
    gradients: Tensors,
    state: Tensors,
    learningRate: Scalar,
    options?: Partial<Options>,
  ): Updated;
}

/**
 * Gradient or parameter of that name.
 *
 * @throws {TypeError} if there is none
 */
export function named(tensors: Tensors, name: string): Tensors[string] {
  const found = tensors[name];
  if (found === undefined) throw new TypeError(`Cannot update parameters: "${name}" is missing`);
  return found;
}
