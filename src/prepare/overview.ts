/**
 * What a source has, for who does not know its columns yet: examples, and a command to begin with.
 *
 * @module
 */
import { shellWord } from "../core/shell_word.ts";
import { textAt } from "./cell.ts";
import type { Piece } from "./piece.ts";
import type { Placed, Table } from "./table.ts";

/** Rows that are shown. */
const SHOWN = 3;

/** Most characters of a value. */
const MOST_TEXT = 40;

/** Names that columns of answers have. */
const TARGET_NAME = /^(label|target|answer|summary|output|class|highlights|response|category)s?$/i;

/** Describes a source by one of its tables. */
export async function describeSource(source: string, { table }: Piece): Promise<string> {
  const rows: Placed[] = [];
  for await (const at of table.rows()) {
    rows.push(at);
    if (rows.length === SHOWN) break;
  }
  const width = Math.max(...table.columns.map((name) => name.length));
  const columns = table.columns.map((name) =>
    `  ${name.padEnd(width)}  ${rows.map(({ row }) => shown(row[name])).join(" | ")}` +
    (table.classNames.has(name) ? `  (classes: ${table.classNames.get(name)!.join(", ")})` : "")
  );
  return [`Columns of ${source}:`, ...columns, "", "For example:", example(source, table, rows)]
    .join("\n");
}

function shown(value: unknown): string {
  const text = value === undefined ? "" : JSON.stringify(value);
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}...` : text;
}

/** A command with templates that are a guess: the target by its kind or name, texts as the input. */
function example(source: string, table: Table, rows: readonly Placed[]): string {
  const { columns, classNames } = table;
  const target = columns.find((name) => classNames.has(name)) ??
    columns.find((name) => TARGET_NAME.test(name)) ?? columns.at(-1)!;
  const others = columns.filter((name) => name !== target);
  const texts = others.filter((name) => rows.some((at) => isText(table, at, name)));
  const named = texts.length > 0 ? texts : others.slice(0, 1);
  const input = named.length === 1
    ? `{${named[0]}}`
    : named.map((name) => `${name}: {${name}}`).join(" ");
  const words = [source, "--input", input, "--target", `{${target}}`, "--out", "rows.jsonl"];
  return `  deno task prepare ${words.map(shellWord).join(" ")}`;
}

/** Whether a cell holds words, not a number or a name. */
function isText(table: Table, at: Placed, name: string): boolean {
  return typeof at.row[name] === "string" && /\S\s+\S/.test(textAt(table, at, name).trim());
}
