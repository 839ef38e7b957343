/**
 * The text of a value of a table.
 *
 * @module
 */
import { unreadable } from "../hub/position.ts";
import { type Placed, type Table } from "./table.ts";
import { valueAt } from "./template.ts";

/** The integer that `datasets` writes where a class is not known. */
const UNKNOWN_CLASS = -1;

/**
 * The text at a path of a row: nothing where the value is missing, the name of a class that has one.
 *
 * @throws {UsageError} if the value is a list or an object, or no class; names the place
 */
export function textAt({ classNames }: Table, at: Placed, path: string): string {
  const value = valueAt(at.row, path);
  const names = classNames.get(path);
  if (names === undefined || !Number.isInteger(value)) return asText(value, path, at.place);
  if (value === UNKNOWN_CLASS) return "";
  const name = names[value as number];
  if (name !== undefined) return name;
  throw unreadable(at.place, `"${path}" must be a class below ${names.length}: it is ${value}`);
}

/** The text at a path of a row, of a class its number. */
export function numberOrTextAt(at: Placed, path: string): string {
  return asText(valueAt(at.row, path), path, at.place);
}

/** Whether a text says that there is no value. */
export function isMissing(text: string): boolean {
  return text.trim() === "" || text === String(UNKNOWN_CLASS);
}

function asText(value: unknown, path: string, place: string): string {
  if (value === undefined || value === null || Number.isNaN(value)) return ""; // pandas has NaN for none
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") {
    const [part] = Object.keys(value);
    const advice = part === undefined ? "" : `: name a part of it, such as {${path}.${part}}`;
    throw unreadable(
      place,
      `"${path}" is ${Array.isArray(value) ? "a list" : "an object"}${advice}`,
    );
  }
  const text = String(value);
  if (text.isWellFormed()) return text;
  throw unreadable(place, `"${path}" has half of a character pair (\\ud800...)`);
}
