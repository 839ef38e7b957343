/**
 * Tables and texts as HTML, for notebooks and web pages.
 *
 * @module
 */
import { cellParts } from "./cells.ts";
import type { Table, TableCell } from "./table.ts";

/** The side of a cell, by `align` too: pages that show a notebook as GitHub does drop every style. */
const LEFT = `align="left" style="text-align:left"`;

/** A `<table>` with a `<tbody>` for each block; run ids stand in the cells' titles. */
export function tableToHtml(table: Table): string {
  const heads = table.heads.map((head) => `<th scope="col" ${LEFT}>${escapeHtml(head)}</th>`);
  const columns = table.columns.map((title) =>
    `<th scope="col" align="right" style="text-align:right;white-space:nowrap">${
      inTwoLines(escapeHtml(title))
    }</th>`
  );
  const width = heads.length + columns.length;
  const blocks = table.blocks.map(({ title, rows }) =>
    [
      `<tbody>`,
      `<tr><th scope="rowgroup" colspan="${width}" ${LEFT}>${escapeHtml(title)}</th></tr>`,
      ...rows.map(({ heads, cells }) =>
        `<tr>${[...heads.map(rowHeadToHtml), ...cells.map(cellToHtml)].join("")}</tr>`
      ),
      `</tbody>`,
    ].join("\n")
  );
  return [
    `<table>`,
    `<caption style="text-align:left">${escapeHtml(`${table.title}. ${table.caption}`)}</caption>`,
    `<thead><tr>${[...heads, ...columns].join("")}</tr></thead>`,
    ...blocks,
    `</table>`,
    listToHtml(table.notes),
  ].filter((part) => part !== "").join("\n") + "\n";
}

/** Breaks a heading behind its first word, as "Average without WSC" is wider than any number below it. */
function inTwoLines(title: string): string {
  return title.replace(" ", "<br>");
}

/** On one line: a method in four lines makes a table twice as high. */
function rowHeadToHtml(head: string): string {
  const style = "text-align:left;font-weight:normal;white-space:nowrap";
  return `<th scope="row" align="left" style="${style}">${escapeHtml(head)}</th>`;
}

/** A number with its spread below: ten columns of both on one line are wider than a notebook. */
function cellToHtml(cell: TableCell): string {
  const title = "runIds" in cell ? ` title="${escapeHtml(cell.runIds.join(" "))}"` : "";
  const [value, ...spread] = cellParts(cell).map(escapeHtml);
  const parts = [
    "best" in cell ? `<b>${value}</b>` : value,
    ...spread.map((text) => `<small>${text}</small>`),
  ];
  return `<td align="right" style="text-align:right;white-space:nowrap"${title}>${
    parts.join("<br>")
  }</td>`;
}

/** A bullet list; nothing for no items. */
export function listToHtml(items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}

/** Longest text, in characters, of a column that does not break into lines: an interval, not a sentence. */
const NARROW = 20;

/**
 * A plain table of texts, without the padding of `markdownGrid`.
 *
 * @param left number of columns that stand at the left; the others stand at the right
 * @param words columns behind them that stand at the left all the same, as do those with sentences
 */
export function htmlGrid(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
  words: readonly number[] = [],
): string {
  const isNarrow = heads.map((_, i) => rows.every((row) => row[i]!.length <= NARROW));
  const side = (i: number) => i < left || !isNarrow[i] || words.includes(i) ? "left" : "right";
  const width = (i: number) => isNarrow[i] ? "white-space:nowrap" : "min-width:12em"; // of a sentence
  const head = (text: string, i: number) =>
    `<th align="${side(i)}" style="text-align:${side(i)}">${escapeHtml(text)}</th>`;
  const cell = (text: string, i: number) =>
    `<td align="${side(i)}" style="text-align:${side(i)};${width(i)}">${escapeHtml(text)}</td>`;
  return [
    `<table>`,
    `<thead><tr>${heads.map(head).join("")}</tr></thead>`,
    `<tbody>`,
    ...rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`),
    `</tbody>`,
    `</table>`,
  ].join("\n");
}

/** Text as HTML text or attribute. */
export function escapeHtml(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => named[character]!);
}
