/**
 * Reads the fields of a row and says clearly what is wrong with them.
 *
 * @module
 */
import type { Row } from "./task.ts";

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function objection(row: Row, field: string, wanted: string): TypeError {
  const state = field in row ? `current value is ${show(row[field])}` : "it is missing";
  return new TypeError(`Cannot read row: field "${field}" must be ${wanted}: ${state}`);
}

/**
 * Reads a text.
 *
 * @throws {TypeError} if it is missing or no string
 */
export function textField(row: Row, field: string): string {
  const value = row[field];
  if (typeof value !== "string") throw objection(row, field, "a string");
  return value;
}

/**
 * Reads a count or position.
 *
 * @throws {TypeError} if it is missing or no integer >= 0
 */
export function integerField(row: Row, field: string): number {
  const value = row[field];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw objection(row, field, "an integer >= 0");
  }
  return value;
}

/**
 * Reads a list of texts that has at least one.
 *
 * @throws {TypeError} if it is missing, empty or holds anything but strings
 */
export function textsField(row: Row, field: string): readonly string[] {
  const value = row[field];
  if (!Array.isArray(value) || value.length === 0 || value.some((v) => typeof v !== "string")) {
    throw objection(row, field, "a list of strings with at least one");
  }
  return value;
}

/**
 * Reads the field `label` as a class number.
 *
 * SuperGLUE's own files write `true` or `"entailment"` where the Hub's write numbers: all are read.
 *
 * @param names SuperGLUE's names of the classes, in order
 * @throws {TypeError} if it is missing or not one of the classes; -1 marks rows without a label
 */
export function labelField(row: Row, names: readonly string[]): number {
  const value = row.label;
  if (typeof value === "number" && Number.isInteger(value) && value in names) return value;
  const index = names.indexOf(String(value).toLowerCase());
  if (typeof value !== "number" && index >= 0) return index;
  throw objection(
    row,
    "label",
    `an integer of 0 ... ${names.length - 1} or one of ${names.join(", ")}`,
  );
}

/**
 * Reads fields within a field.
 *
 * @throws {TypeError} if it is missing or no object
 */
export function partsField(row: Row, field: string): Row {
  const value = row[field];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw objection(row, field, "an object");
  }
  return value as Row;
}

/** Reads a field as Python's `str` would print it: texts as they are, numbers in digits. */
export function printedField(row: Row, field: string): string {
  return typeof row[field] === "number" ? String(integerField(row, field)) : textField(row, field);
}
