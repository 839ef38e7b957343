/**
 * A run record as the text of a file, and back.
 *
 * The file ends with a digest of what stands before it: a record that was cut short, changed by
 * hand or damaged by the disk is found when it is read.
 *
 * @module
 */
import { hashValue } from "../core/hash.ts";
import type { RunRecord } from "./run.ts";

/** The text of a record's file: JSON that people can read, `digest` last. */
export function renderRecord(record: RunRecord): string {
  const text = JSON.stringify({ ...record, digest: hashValue(record) }, null, 1);
  return foldNumbers(text) + "\n";
}

/** Puts lists of numbers on one line: a thousand losses are one line to scroll past. */
function foldNumbers(json: string): string {
  return json.replace(/\[[-+\d.,eE\s]+\]/g, (list) => list.replace(/\s+/g, ""));
}

/** The compact text of a record, without a line break. */
export function renderRecordLine(record: RunRecord): string {
  return JSON.stringify({ ...record, digest: hashValue(record) });
}

/**
 * Reads a record back.
 *
 * @param name of the file, for the error
 * @throws {SyntaxError} if the text is no JSON, misses a part, or does not have its digest
 */
export function parseRecord(text: string, name: string): RunRecord {
  const { digest, ...record } = parseObject(text, name);
  for (const part of ["runId", "config", "outcome", "cost", "provenance"]) {
    if (!(part in record)) throw new SyntaxError(`Cannot read "${name}": it has no "${part}"`);
  }
  if (digest !== hashValue(record)) {
    throw new SyntaxError(`Cannot read "${name}": it was changed after it was written`);
  }
  return record as unknown as RunRecord;
}

function parseObject(text: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const size = text.length === 0 ? "empty" : "cut short or no JSON";
    throw new SyntaxError(`Cannot read "${name}": it is ${size}`, { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new SyntaxError(`Cannot read "${name}": it holds no record`);
}
