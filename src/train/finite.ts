/**
 * Numbers that must be numbers: one that is none makes every result of a model worthless.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";

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
