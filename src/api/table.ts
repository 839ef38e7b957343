/**
 * Rows of any kind as a table, in a notebook or a terminal.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
import { didYouMean } from "../core/registry.ts";
import { type Displayable, table as showTable } from "../notebook/display.ts";
import { escapeHtml, htmlGrid } from "../report/html.ts";

/** Most rows that are shown: a page of thousands is read by nobody, and makes a browser slow. */
const MOST_ROWS = 20;

/** Digits of a number that is no integer. */
const DIGITS = 4;

type FlatRow = Readonly<Record<string, unknown>>;

/**
 * Shows rows as a table: answers, predictions, runs, tokens, or any objects of your own.
 *
 * An object in a row has a column for each of its values, such as `probabilities.true`. Of many rows the
 * first 20 are shown.
 *
 * @param rows objects; those that lack a column have an empty cell there
 * @param columns which columns, in this order; absent: all
 * @throws {UsageError} if no row has such a column
 *
 * @example
 * ```ts
 * table(result.runs(), ["method", "seed", "dev", "test"]);
 * ```
 */
export function table(rows: readonly object[], columns?: readonly string[]): Displayable {
  const flat = rows.slice(0, MOST_ROWS).map(flatten);
  const known = [...new Set(flat.flatMap(Object.keys))];
  const heads = columns?.flatMap((name) => columnsOf(name, known)) ?? known;
  const texts = flat.map((row) => heads.map((head) => textOf(row[head])));
  const words = [...heads.keys()].filter((i) => !flat.every((row) => isNumber(row[heads[i]!])));
  const note = rows.length > flat.length ? `${flat.length} of ${rows.length} rows` : "";
  const markdown = markdownGrid(
    heads.map(escapeMarkdown),
    texts.map((row) => row.map(escapeMarkdown)),
    0,
    words,
  );
  return showTable({
    html: htmlGrid(heads, texts, 0, words) + (note && `\n<p>${escapeHtml(note)}</p>`) + "\n",
    markdown: markdown + (note && `\n\n${note}`) + "\n",
  });
}

/** The row with the values of objects in columns of their own. */
function flatten(row: object): FlatRow {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      isObject(value)
        ? Object.entries(value).map(([inner, value]) => [`${key}.${inner}`, value])
        : [[key, value]]
    ),
  );
}

/** The columns that a name means: one, or all of an object. */
function columnsOf(name: string, known: readonly string[]): string[] {
  const meant = known.filter((column) => column === name || column.startsWith(`${name}.`));
  if (meant.length > 0 || known.length === 0) return meant;
  throw new UsageError(
    `Cannot find column "${name}": known are ${known.join(", ")}${didYouMean(name, known)}`,
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "number") return JSON.stringify(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || value === null || value === undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
