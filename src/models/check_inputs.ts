/**
 * The check of a batch of inputs.
 *
 * @module
 */
import { checkShape } from "../nn/shapes.ts";
import type { Inputs } from "./model.ts";

/**
 * Checks that all tensors of a batch have one row an example and one column a token.
 *
 * @throws {TypeError} if they do not
 */
export function checkInputs({ inputIds, mask, segmentIds }: Inputs): void {
  const sizes = {};
  checkShape(inputIds, ["batch", "length"], "inputIds", sizes);
  checkShape(mask, ["batch", "length"], "mask", sizes);
  if (segmentIds) checkShape(segmentIds, ["batch", "length"], "segmentIds", sizes);
}
