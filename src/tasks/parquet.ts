/**
 * Parquet files, as the Hub has them, to rows.
 *
 * @module
 */
import { parquetReadObjects } from "hyparquet";
import type { Row } from "./task.ts";

/** Turns 64-bit integers into numbers, all through lists and objects. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/**
 * Reads the rows of a Parquet file.
 *
 * @throws {SyntaxError} if the file is cut off or no Parquet file
 */
export async function readParquet(path: string): Promise<Row[]> {
  const file = (await Deno.readFile(path)).buffer; // whole: the largest of SuperGLUE is some ten MB
  try {
    return (await parquetReadObjects({ file })).map((row) => plain(row) as Row);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`Cannot read "${path}": it is no complete Parquet file: ${reason}`);
  }
}
