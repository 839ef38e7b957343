/**
 * The axis words of the kit, and the check of words against numbers.
 *
 * | word | meaning |
 * | --- | --- |
 * | `batch` | examples |
 * | `length` | input tokens after padding |
 * | `targetLength` | target tokens after padding |
 * | `promptLength` | soft prompt tokens |
 * | `dModel` | width of the hidden states |
 * | `dHead`, `heads` | width of an attention head, their number |
 * | `dFF` | inner width of a feed-forward layer |
 * | `vocab` | rows of the embedding table |
 * | `choices` | candidate answers of an example |
 * | `classes` | outputs of a classifier |
 * | `bottleneck` | inner width of the residual network |
 * | `rank` | inner width of a low-rank map |
 *
 * @module
 */
import type { Tensor } from "../engine/tf.ts";

/**
 * Checks the shape of a tensor: a number must be met, a word met twice must have one size.
 *
 * @param sizes the words already bound, extended by the call
 * @throws {TypeError} if rank or size differ; the message shows words and numbers
 *
 * @example
 * ```ts
 * const sizes = {};
 * checkShape(hidden, ["batch", "length", dModel], "hidden", sizes);
 * checkShape(mask, ["batch", "length"], "mask", sizes);
 * ```
 */
export function checkShape(
  tensor: Tensor,
  axes: readonly (string | number)[],
  name: string,
  sizes: Record<string, number> = {},
): void {
  const fits = tensor.shape.length === axes.length && axes.every((axis, i) => {
    const size = tensor.shape[i]!;
    if (typeof axis === "number") return axis === size;
    return (sizes[axis] ??= size) === size;
  });
  if (fits) return;
  const bound = axes.map((axis) =>
    typeof axis === "string" && axis in sizes ? `${axis}=${sizes[axis]}` : `${axis}`
  );
  throw new TypeError(
    `"${name}" must be [${bound.join(", ")}]: it is [${tensor.shape.join(", ")}]`,
  );
}
