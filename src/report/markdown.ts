/**
 * Tables as GitHub Markdown.
 *
 * @module
 */
import { escapeMarkdown } from "../core/markup.ts";
import { cellMarkup } from "./cells.ts";
import type { Table, TableCell } from "./table.ts";

/** One block after the other in one table, each under a row with its title. */
export function tableToMarkdown(table: Table): string {
  const width = table.heads.length + table.columns.length;
  const rows = table.blocks.flatMap(({ title, rows }) => [
    [`**${escapeMarkdown(title)}**`, ...new Array<string>(width - 1).fill("")],
    ...rows.map(({ heads, cells }) => [...heads.map(escapeMarkdown), ...cells.map(cellToMarkdown)]),
  ]);
  return [
    markdownGrid([...table.heads, ...table.columns], rows, table.heads.length),
    table.caption,
    table.notes.map((note) => `- ${escapeMarkdown(note)}`).join("\n"),
  ].filter((part) => part !== "").join("\n\n") + "\n";
}

function cellToMarkdown(cell: TableCell): string {
  return cellMarkup(cell, escapeMarkdown, (text) => `**${text}**`);
}

/**
 * Writes rows under headings, padded so that the text reads as a table too.
 *
 * @param left number of columns that stand at the left; the others are right-aligned
 * @param sentences columns behind them that stand at the left all the same
 */
export function markdownGrid(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
  sentences: readonly number[] = [],
): string {
  const isLeft = (column: number) => column < left || sentences.includes(column);
  const widths = heads.map((head, i) =>
    Math.max(3, head.length, ...rows.map((row) => row[i]!.length))
  );
  const line = (cells: readonly string[]) =>
    `| ${
      cells.map((cell, i) => isLeft(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))
        .join(" | ")
    } |`;
  const rule = widths.map((width, i) =>
    isLeft(i) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}
