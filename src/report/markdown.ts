/**
 * Tables as GitHub Markdown.
 *
 * @module
 */
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
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
