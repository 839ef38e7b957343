/**
 * JSON Lines: one object a line.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Row } from "./task.ts";

/**
 * Reads one line.
 *
 * @param place file and line for the error, such as `rows.jsonl:3`
 * @throws {UsageError} if it is no JSON object
 */
export function parseLine(line: string, place: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`Cannot read "${place}": the line is not JSON: ${reason(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`Cannot read "${place}": the line must be a JSON object`);
  }
  return value as Row;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function open(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  try {
    return (await Deno.open(path)).readable;
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${reason(error)}`);
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  // the decoder also drops a byte order mark
  for await (const piece of (await open(path)).pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() as string;
    yield* lines;
  }
  yield rest;
}

/**
 * Reads the rows of a file one after the other; empty lines are skipped.
 *
 * @returns rows with their line numbers, from 1
 * @throws {UsageError} if a line is no JSON object, or the file cannot be read
 */
export async function* readLines(path: string): AsyncGenerator<{ row: Row; line: number }> {
  let line = 0;
  for await (const text of linesOf(path)) {
    line++;
    if (text.trim() !== "") yield { row: parseLine(text, `${path}:${line}`), line };
  }
}

/**
 * Reads all rows of a file.
 *
 * @throws {UsageError} if a line is no JSON object, or the file cannot be read
 */
export async function readJsonl(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { row } of readLines(path)) rows.push(row);
  return rows;
}
