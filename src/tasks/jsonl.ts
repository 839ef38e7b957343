/**
 * Files of one row a line: JSON Lines with an object each, or plain texts.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { UsageError } from "../core/errors.ts";
import { type ExactInteger, parseExactly } from "../core/exact_json.ts";
import type { Row } from "./task.ts";

/**
 * Reads one line.
 *
 * @param place file and line for the error, such as `rows.jsonl:3`
 * @throws {UsageError} if it is no JSON object
 */
function parseLine(line: string, place: string, keep: ExactInteger): Row {
  let value: unknown;
  try {
    value = parseExactly(line, keep);
  } catch (error) {
    throw new UsageError(`Cannot read "${place}": the line is not JSON: ${reason(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`Cannot read "${place}": the line must be a JSON object`);
  }
  if (!isWellFormed(value)) {
    throw new UsageError(
      `Cannot read "${place}": a text has half of a character pair (\\ud800...)`,
    );
  }
  return value as Row;
}

/** Whether all texts in a value are Unicode: an escape such as `\ud800` alone is JSON, but none. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, part]) => key.isWellFormed() && isWellFormed(part));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The path that stands for standard input. */
export const STANDARD_INPUT = "-";

async function open(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  if (path === STANDARD_INPUT) return Deno.stdin.readable;
  try {
    if ((await Deno.stat(path)).isDirectory) throw new TypeError("it is a folder");
    return (await Deno.open(path)).readable;
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${reason(error)}`);
  }
}

const LINE_END = "\n".charCodeAt(0);

/** Lines as bytes, so that what is wrong with a text has a line. */
async function* linesOf(path: string): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = []; // pieces of a line whose end is not there yet
  for await (const piece of await open(path)) {
    let start = 0;
    for (let end; (end = piece.indexOf(LINE_END, start)) >= 0; start = end + 1) {
      yield Buffer.concat([...rest, piece.subarray(start, end)]);
      rest = [];
    }
    rest.push(piece.subarray(start));
  }
  yield Buffer.concat(rest);
}

/** Drops a byte order mark as well. */
const UTF8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array, place: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new UsageError(`Cannot read "${place}": the line is not UTF-8: save the file as UTF-8`);
  }
}

/**
 * Reads the rows of a file one after the other; empty lines are skipped.
 *
 * @param keep what stands for an integer with more digits than a number holds; absent: the nearest number
 * @returns rows with their line numbers, from 1
 * @throws {UsageError} if a line is no JSON object, or the file cannot be read
 */
export async function* readLines(
  path: string,
  keep: ExactInteger = Number,
): AsyncGenerator<{ row: Row; line: number }> {
  for await (const { text, line } of filledLines(path)) {
    yield { row: parseLine(text, `${path}:${line}`, keep), line };
  }
}

/**
 * Reads a file of plain texts as rows with an `input`; empty lines are skipped.
 *
 * @returns rows with their line numbers, from 1
 * @throws {UsageError} if a line is no UTF-8, or the file cannot be read
 */
export async function* readTexts(path: string): AsyncGenerator<{ row: Row; line: number }> {
  for await (const { text, line } of filledLines(path)) {
    yield { row: { input: text.replace(/\r$/, "") }, line };
  }
}

async function* filledLines(path: string): AsyncGenerator<{ text: string; line: number }> {
  let line = 0;
  for await (const bytes of linesOf(path)) {
    line++;
    const text = decode(bytes, `${path}:${line}`);
    if (text.trim() !== "") yield { text, line };
  }
}
