/**
 * From the cells of a block to its rows: each cell in its place, and what is not there as such.
 *
 * @module
 */
import { shownScore } from "./cells.ts";
import type { Block, CountCell, OurCell, PaperCell, TableCell } from "./table.ts";
import { compareRows, type Labels } from "./titles.ts";
import type { TableSpec } from "./view.ts";

/** Cells of a block before they are put in places. */
export interface Draft {
  readonly title: string;
  readonly cells: readonly (OurCell | PaperCell | CountCell)[];
  /** Labels that were declared, so that what is absent is known to be missing. */
  readonly declared: readonly Labels[];
}

/** One column, and the labels of its cells. */
export interface Column {
  readonly title: string;
  readonly where: Labels;
}

/** The labels by which a row is told apart; an empty one where there is none. */
export function rowLabels(spec: TableSpec, labels: Labels): Labels {
  return Object.fromEntries(spec.rows.map((key) => [key, labels[key] ?? ""]));
}

/** Puts the cells of a block in places, a row for each combination of row labels, and marks the best. */
export function placeBlock(spec: TableSpec, draft: Draft, columns: readonly Column[]): Block {
  const all = [...draft.declared, ...draft.cells.map(({ labels }) => labels)];
  const rows = new Map(
    all.map((labels) => [JSON.stringify(rowLabels(spec, labels)), rowLabels(spec, labels)]),
  );
  const placed = [...rows.values()].sort((a, b) => compareRows(spec.rows, a, b)).map((labels) => ({
    labels,
    cells: columns.map((column) => placeCell(draft, { ...labels, ...column.where })),
  }));
  return {
    title: draft.title,
    rows: placed.map((row) => ({
      heads: spec.rows.map((key) => String(row.labels[key])),
      cells: markRow(row, placed.filter(({ labels }) => competes(spec, labels, row.labels))),
    })),
  };
}

/** A row before its heads are written. */
interface PlacedRow {
  readonly labels: Labels;
  readonly cells: readonly TableCell[];
}

/** The cells of a row, marked where none of its rivals, itself among them, is higher. */
function markRow(row: PlacedRow, rivals: readonly PlacedRow[]): readonly TableCell[] {
  if (rivals.length < 2 || !rivals.includes(row)) return row.cells;
  return row.cells.map((cell, i) => markBest(cell, rivals.map(({ cells }) => cells[i]!)));
}

/** Whether a row is a rival of another: of another method and else alike, if rows are of methods, and not set aside. */
function competes({ rows, aside = {} }: TableSpec, row: Labels, other: Labels): boolean {
  if (Object.entries(aside).some(([key, value]) => row[key] === value)) return false;
  return !rows.includes("method") ||
    rows.every((key) => key === "method" || row[key] === other[key]);
}

/** Marks a cell that is the highest by the digits that are shown, unless all are. */
function markBest(cell: TableCell, rivals: readonly TableCell[]): TableCell {
  if (cell.kind !== "ours" && cell.kind !== "paper") return cell;
  const scores = rivals.map(shownScore).filter((score) => score !== null);
  const highest = Math.max(...scores);
  const isBest = shownScore(cell) === highest && Math.min(...scores) < highest;
  return isBest ? { ...cell, best: true } : cell;
}

function placeCell(draft: Draft, where: Labels): TableCell {
  const found = draft.cells.find(({ labels }) => fits(labels, where));
  if (found !== undefined) return found;
  return { kind: draft.declared.some((labels) => promises(labels, where)) ? "missing" : "empty" };
}

/** Whether a declared cell would fill the place; what its runs find out (a step) is not declared. */
function promises(declared: Labels, where: Labels): boolean {
  return Object.entries(where).every(([key, value]) =>
    declared[key] === undefined || declared[key] === value
  );
}

/** Whether the labels have each value of `where`; an empty value fits an absent label. */
function fits(labels: Labels, where: Labels): boolean {
  return Object.entries(where).every(([key, value]) => (labels[key] ?? "") === value);
}
