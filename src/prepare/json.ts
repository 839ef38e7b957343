/**
 * JSON and JSON Lines files as tables. Integers that a number does not hold are texts with all digits.
 *
 * @module
 */
import { parseExactly } from "../core/exact_json.ts";
import { unreadable } from "../hub/position.ts";
import { readLines } from "../tasks/jsonl.ts";
import type { Row } from "../tasks/task.ts";
import { namesIn, type Placed, type Table } from "./table.ts";

/**
 * Opens a file with one object a line.
 *
 * @throws {UsageError} if it cannot be opened, or a line at its begin is no object
 */
export async function openJsonLines(path: string): Promise<Table> {
  async function* rows(): AsyncGenerator<Placed> {
    for await (const { row, line } of readLines(path, String)) {
      yield { row, place: `${path}:${line}` };
    }
  }
  return { name: path, columns: await namesIn(rows()), classNames: new Map(), rows };
}

/**
 * Opens a file with a list of objects, or an object with one such list, as `{"data": [...]}`; one with an
 * object a line is read as JSON Lines, as many have this ending.
 *
 * @throws {UsageError} if it cannot be read, or is none of these
 */
export async function openJson(path: string): Promise<Table> {
  const value = await parseWhole(path);
  if (value === undefined) return await openJsonLines(path);
  const list = listIn(value);
  if (list === undefined) throw unreadable(path, "it must hold a list of objects");
  async function* rows(): AsyncGenerator<Placed> {
    for (const [i, row] of list!.entries()) yield { row, place: `${path}: item ${i + 1}` };
  }
  return { name: path, columns: await namesIn(rows()), classNames: new Map(), rows };
}

/** The value of a file; undefined if it is not one value. */
async function parseWhole(path: string): Promise<unknown> {
  const text = await Deno.readTextFile(path).catch((error: Error) => {
    throw unreadable(path, error.message);
  });
  try {
    return parseExactly(text.replace(/^\ufeff/, ""), String);
  } catch {
    return undefined;
  }
}

function listIn(value: unknown): readonly Row[] | undefined {
  if (isRows(value)) return value;
  if (!isObject(value)) return undefined;
  const lists = Object.values(value).filter(isRows);
  if (lists.length === 1) return lists[0];
  const isNested = Object.values(value).some((part) => isObject(part) || isRows(part));
  return isNested ? undefined : [value]; // a file of one line
}

function isRows(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function isObject(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
