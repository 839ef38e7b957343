/**
 * Templates: a text with the columns of a row in braces, such as `question: {question}`.
 *
 * `{column.part}` is a part of a column that is an object, `{column.0}` the first item of a list, `{{` and
 * `}}` are braces. Nothing else is in the language, and nothing in a template or a row is executed.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";

/** A text with places for columns. */
export interface Template {
  /** As it was typed. */
  readonly text: string;
  /** Paths of the columns that it names, each once. */
  readonly paths: readonly string[];
  /** Fills the places with what `textOf` says of each path. */
  render(textOf: (path: string) => string): string;
}

/** Braces that are text, a place, or a brace alone, which is a slip. */
const TOKEN = /\{\{|\}\}|\{([^{}]+)\}|[{}]/g;

/**
 * Reads a template.
 *
 * @throws {UsageError} if a brace stands alone, or nothing is between two
 *
 * @example
 * ```ts
 * parseTemplate("q: {question}").render(() => "Why?"); // "q: Why?"
 * ```
 */
export function parseTemplate(text: string): Template {
  const pieces: string[] = [""]; // text, path, text, path, ..., text
  let end = 0;
  for (const { 0: token, 1: path, index } of text.matchAll(TOKEN)) {
    pieces.push(pieces.pop() + text.slice(end, index));
    end = index + token.length;
    if (path !== undefined) pieces.push(path.trim(), "");
    else if (token.length === 2) pieces.push(pieces.pop() + token[0]!);
    else throw new UsageError(`Cannot read the template "${text}": write {column}, or {{ for a {`);
  }
  pieces.push(pieces.pop() + text.slice(end));
  return {
    text,
    paths: [...new Set(pieces.filter((_, i) => i % 2 === 1))],
    render: (textOf) => pieces.map((piece, i) => i % 2 === 1 ? textOf(piece) : piece).join(""),
  };
}

/**
 * The value at a path: of a column with that very name, else part by part through objects and lists.
 *
 * @returns undefined if there is none
 */
export function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const parts = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(parts, path)) return parts[path];
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    const head = path.slice(0, dot);
    if (Object.hasOwn(parts, head)) return valueAt(parts[head], path.slice(dot + 1));
  }
}

/** The columns of a table that paths lead into; undefined for a path whose column is not there. */
export function columnOf(path: string, columns: readonly string[]): string | undefined {
  const leadsTo = (column: string) => path === column || path.startsWith(`${column}.`);
  return columns.filter(leadsTo).sort((a, b) => b.length - a.length)[0];
}
