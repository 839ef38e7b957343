/**
 * The embeddings of a model, read row by row from their file.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { readTensor, rowsOf, type TensorLocation } from "../hub/safetensors.ts";
import type { Rows } from "./rows.ts";

/**
 * Reads some embeddings.
 *
 * @throws {UsageError} if they are no floats, or the file was cut off meanwhile
 */
export async function readRows(
  embeddings: TensorLocation,
  first: number,
  count: number,
): Promise<Rows> {
  const values = await readTensor("embeddings", rowsOf(embeddings, first, count));
  if (values instanceof Float32Array) return { count, width: embeddings.shape[1]!, values };
  throw new UsageError(`Cannot read "${embeddings.file}": the embeddings must hold floats`);
}
