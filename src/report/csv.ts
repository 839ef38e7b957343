/**
 * Tables as CSV in long form: one line for each cell, for other people's tools.
 *
 * @module
 */
import * as aq from "arquero";
import type { Table, TableCell } from "./table.ts";

/**
 * Columns: `source` (block), the names of the row, `column`, `mean`, `sd`, `n`, `runs`, and in tables
 * with differences the ends of their intervals, `low` and `high`.
 *
 * Numbers are not rounded; the runs of a cell are separated by blanks, and each of their files says
 * the command that makes it again.
 */
export function tableToCsv(table: Table): string {
  const all = table.blocks.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells));
  const isCompared = all.some(({ kind }) => kind === "difference");
  const lines = table.blocks.flatMap(({ title, rows }) =>
    rows.flatMap(({ heads, cells }) =>
      cells.map((cell, i) => ({
        source: title,
        ...Object.fromEntries(table.heads.map((head, i) => [head, heads[i]!])),
        column: table.columns[i]!,
        ...cellValues(cell),
        ...(isCompared ? rangeValues(cell) : {}),
      })).filter((_, i) => cells[i]!.kind !== "empty")
    )
  );
  if (lines.length === 0) return "source,column,mean,sd,n,runs\n";
  return `${aq.from(lines).toCSV()}\n`;
}

function cellValues(cell: TableCell) {
  switch (cell.kind) {
    case "ours": {
      const { mean, sd, n, runIds } = cell;
      return { mean: round(mean), sd: sd === null ? "" : round(sd), n, runs: runIds.join(" ") };
    }
    case "difference":
      return { mean: round(cell.mean), sd: "", n: cell.n, runs: cell.runIds.join(" ") };
    case "paper":
    case "count":
      return { mean: round(cell.value), sd: "", n: "", runs: "" };
    default:
      return { mean: "", sd: "", n: 0, runs: "" };
  }
}

function rangeValues(cell: TableCell) {
  if (cell.kind !== "difference" || cell.range === null) return { low: "", high: "" };
  return { low: round(cell.range.low), high: round(cell.range.high) };
}

/** Ten digits: far below any meaning, and free of the last bits of floating point. */
function round(value: number): number {
  return Number(value.toPrecision(10));
}
