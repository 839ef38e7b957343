/**
 * Cells as text, the same words in every format.
 *
 * @module
 */
import type { TableCell } from "./table.ts";

/**
 * The number of a cell, and how sure it is where that is known: `78.3` and `± 1.2 (3)`, `83.4†`,
 * `462,336`, `+2.1` and `[+0.9 to +3.3] (3)`, `–` where runs are missing.
 */
export function cellParts(cell: TableCell): [value: string, ...spread: string[]] {
  switch (cell.kind) {
    case "ours": {
      const spread = cell.sd === null ? "" : `± ${tenths(cell.sd)} `;
      return [tenths(cell.mean), `${spread}(${cell.n})`];
    }
    case "paper":
      return [`${tenths(cell.value)}${cell.mark}`];
    case "count":
      return [countText(cell.value)];
    case "difference": {
      const range = cell.range === null ? "" : `[${rangeText(cell.range)}] `;
      return [pointsText(cell.mean), `${range}(${cell.n})`];
    }
    case "missing":
      return ["–"];
    case "empty":
      return [""];
  }
}

/** The text of a cell by the rules of a format, its number in bold where no rival is higher. */
export function cellMarkup(
  cell: TableCell,
  escape: (text: string) => string,
  bold: (text: string) => string,
): string {
  const [value, ...spread] = cellParts(cell).map(escape);
  return ["best" in cell && value !== undefined ? bold(value) : value, ...spread].join(" ");
}

/** The score of a cell with the digits that are shown; null where there is none to compare. */
export function shownScore(cell: TableCell): number | null {
  if (cell.kind === "ours") return Number(tenths(cell.mean));
  return cell.kind === "paper" ? Number(tenths(cell.corrected ?? cell.value)) : null;
}

/** `462336` as `462,336`, whatever the user's locale. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A number that is not negative with one decimal. Halves are rounded up: a mean of a few scores often
 * ends in one, which the nearest binary number may lie below.
 */
export function tenths(value: number): string {
  return (Math.round(Number((10 * value).toPrecision(12))) / 10).toFixed(1);
}

/** A difference in points with its sign: `+2.7`, `−0.3`, `0.0`; halves are rounded away from zero. */
export function pointsText(points: number): string {
  const digits = tenths(Math.abs(points));
  if (Number(digits) === 0) return digits;
  return `${points < 0 ? "−" : "+"}${digits}`;
}

/** An interval as `+1.2 to +5.6`. */
export function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${pointsText(low)} to ${pointsText(high)}`;
}
