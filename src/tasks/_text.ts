/**
 * Builds input texts out of fields, remembering where the long one stands.
 *
 * @module
 */
import { printedField } from "./_fields.ts";
import type { Example, Row } from "./task.ts";

/** The part of an example that the row alone decides. */
export type InputText = Pick<Example, "input" | "longField">;

/**
 * Marks the long field in a template: `before + long + after`, edge spaces trimmed.
 *
 * @param long the text that may be shortened
 */
export function inputAround(before: string, long: string, after = ""): InputText {
  const untrimmed = before + long + after;
  const input = untrimmed.trim();
  const shift = untrimmed.length - untrimmed.trimStart().length;
  const start = Math.max(0, before.length - shift);
  return { input, longField: [start, Math.min(input.length, before.length + long.length - shift)] };
}

/** Which fields an input shows, in order, and which of them is long. */
export interface FieldList {
  readonly fields: readonly string[];
  /** The field to shorten when the input is too long. */
  readonly long?: string;
  /** Word before the first field, such as T5's task name. */
  readonly prefix?: string;
}

/**
 * Joins fields as `"name: value name: value"`, the text of the paper's code and of T5 alike.
 *
 * @throws {TypeError} if a field is missing or neither text nor count
 */
export function joinFields(row: Row, { fields, long, prefix }: FieldList): InputText {
  const pieces = fields.map((field) => `${field}: ${printedField(row, field)}`);
  const at = long === undefined ? -1 : fields.indexOf(long);
  const head = prefix === undefined ? "" : `${prefix} `;
  if (at < 0) return { input: (head + pieces.join(" ")).trim() };
  const before = head + pieces.slice(0, at).map((piece) => `${piece} `).join("") + `${long}: `;
  const after = pieces.slice(at + 1).map((piece) => ` ${piece}`).join("");
  return inputAround(before, printedField(row, long!), after);
}
