/**
 * Tables and texts as HTML, for notebooks and web pages.
 *
 * @module
 */
import { cellText } from "./cells.ts";
import type { Table, TableCell } from "./table.ts";

/** A `<table>` with a `<tbody>` for each block; run ids stand in the cells' titles. */
export function tableToHtml(table: Table): string {
  const heads = table.heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`);
  const columns = table.columns.map((title) =>
    `<th scope="col" style="text-align:right">${escapeHtml(title)}</th>`
  );
  const width = heads.length + columns.length;
  const blocks = table.blocks.map(({ title, rows }) =>
    [
      `<tbody>`,
      `<tr><th scope="rowgroup" colspan="${width}" style="text-align:left">${
        escapeHtml(title)
      }</th></tr>`,
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

/** On one line: a method in four lines makes a table twice as high. */
function rowHeadToHtml(head: string): string {
  const style = "text-align:left;font-weight:normal;white-space:nowrap";
  return `<th scope="row" style="${style}">${escapeHtml(head)}</th>`;
}

function cellToHtml(cell: TableCell): string {
  const title = "runIds" in cell ? ` title="${escapeHtml(cell.runIds.join(" "))}"` : "";
  return `<td style="text-align:right;white-space:nowrap"${title}>${
    escapeHtml(cellText(cell))
  }</td>`;
}

/** A bullet list; nothing for no items. */
export function listToHtml(items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}

/** A plain table of texts, the first columns at the left, the rest at the right. */
export function htmlGrid(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
): string {
  const cell = (tag: string) => (text: string, i: number) =>
    `<${tag} style="text-align:${i < left ? "left" : "right"}">${escapeHtml(text)}</${tag}>`;
  return [
    `<table>`,
    `<thead><tr>${heads.map(cell("th")).join("")}</tr></thead>`,
    `<tbody>`,
    ...rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`),
    `</tbody>`,
    `</table>`,
  ].join("\n");
}

/** Text as HTML text or attribute. */
export function escapeHtml(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => named[character]!);
}
