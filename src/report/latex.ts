/**
 * Tables as LaTeX with booktabs, ready to be put into a paper.
 *
 * @module
 */
import { cellMarkup } from "./cells.ts";
import type { Table, TableCell } from "./table.ts";

/** A `tabular`; the document needs `\usepackage{booktabs}` and nothing else. */
export function tableToLatex(table: Table): string {
  const width = table.heads.length + table.columns.length;
  const line = (cells: readonly string[]) => `${cells.join(" & ")} \\\\`;
  const blocks = table.blocks.flatMap(({ title, rows }) => [
    `\\midrule`,
    `\\multicolumn{${width}}{l}{\\textbf{${escapeLatex(title)}}} \\\\`,
    ...rows.map(({ heads, cells }) => line([...heads.map(escapeLatex), ...cells.map(cellToLatex)])),
  ]);
  return [
    ...[table.title, table.caption, ...table.notes].map((note) => `% ${note}`),
    `\\begin{tabular}{${"l".repeat(table.heads.length)}${"r".repeat(table.columns.length)}}`,
    `\\toprule`,
    line([...table.heads, ...table.columns].map(escapeLatex)),
    ...blocks,
    `\\bottomrule`,
    `\\end{tabular}`,
  ].join("\n") + "\n";
}

function cellToLatex(cell: TableCell): string {
  return cellMarkup(cell, escapeLatex, (text) => `\\textbf{${text}}`);
}

/** Characters that LaTeX does not print as they stand, with what it prints so. */
const NAMED: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "$": "\\$",
  "&": "\\&",
  "%": "\\%",
  "#": "\\#",
  "_": "\\_",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "±": "$\\pm$",
  "–": "--",
  "−": "$-$",
  "†": "\\textsuperscript{\\dag}",
  "‡": "\\textsuperscript{\\ddag}",
  "§": "\\textsuperscript{\\S}",
};

/** Text that LaTeX prints as it stands. */
export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&%#_~^<>|±–−†‡§]/g, (character) => NAMED[character]!);
}
