/**
 * Numbers that must be numbers: one that is none makes every result of a model worthless.
 *
 * @module
 */
import { NonFiniteLoss, UsageError } from "../core/errors.ts";
import type { Tensors } from "../engine/engine.ts";

/**
 * Checks that all values of a tensor are finite.
 *
 * @param place file or folder for the error
 * @throws {UsageError} at the first that is not
 */
export function checkFinite(place: string, name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new UsageError(`Cannot use "${place}": tensor "${name}" holds ${values[i]} at ${i}`);
  }
}

/**
 * Checks that all parameters are finite after a step of training: its loss, of before the update, may
 * be when they are not.
 *
 * @throws {NonFiniteLoss} at the first that is not
 */
export function checkParameters(step: number, params: Tensors): void {
  for (const [name, tensor] of Object.entries(params)) {
    const found = tensor.dataSync().find((value) => !Number.isFinite(value));
    if (found !== undefined) throw new NonFiniteLoss(step, found, `parameter "${name}"`);
  }
}

/**
 * Checks that answers can be read off log-likelihoods after a step of training.
 *
 * @throws {NonFiniteLoss} if one is no number
 */
export function checkLikelihoods(step: number, likelihoods: readonly (readonly number[])[]): void {
  if (!likelihoods.some((row) => row.some(Number.isNaN))) return;
  throw new NonFiniteLoss(step, NaN, "a log-likelihood");
}

/**
 * Checks a log-likelihood of a scored example.
 *
 * @param place the example, for the error
 * @throws {UsageError} if it is not finite
 */
export function checkLikelihood(place: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new UsageError(
    `Cannot score "${place}": a log-likelihood is ${value}: the model or its adapter is broken`,
  );
}
