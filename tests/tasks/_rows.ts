/**
 * The rows of a JSON Lines file at once.
 *
 * @module
 */
import { readLines } from "../../src/tasks/jsonl.ts";
import type { Row } from "../../src/tasks/task.ts";

/** Reads all rows of a file. */
export function readRows(path: string): Promise<Row[]> {
  return Array.fromAsync(readLines(path), ({ row }) => row);
}
