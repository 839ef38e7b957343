/**
 * Which hyper-parameters were chosen on dev, for each cell of a table.
 *
 * @module
 */
import type { Cell, CellConfig, CellResult } from "../lab/experiment.ts";
import type { Json } from "../lab/run.ts";
import { heading, label, type Labels } from "./titles.ts";
import type { ShownResult } from "./view.ts";

/** One choice. */
export interface Chosen {
  readonly labels: Labels;
  /** `0.3, Vocabulary`, with a star at an edge; null while candidates are unfinished. */
  readonly text: string | null;
  /** Whether the best of three or more rates is the lowest or highest: a better one may lie beyond. */
  readonly atEdge: boolean;
  /** Number of candidates, and of those whose loss left the finite numbers. */
  readonly candidates: number;
  readonly diverged: number;
}

/** The choices of the cells that chose anything. */
export function toChosen({ cells }: ShownResult): Chosen[] {
  return cells.filter(({ cell }) => cell.choose !== undefined).map((result) => ({
    labels: result.cell.labels,
    text: chosenText(result),
    atEdge: result.config !== null && isAtEdge(result.cell, result.config),
    candidates: result.candidates.length,
    diverged: result.candidates.filter(({ diverged }) => diverged).length,
  }));
}

function chosenText({ cell, config }: CellResult): string | null {
  if (config === null) return null;
  const rate = cell.choose?.learningRate === undefined
    ? []
    : [`${config.training.learningRate}${isAtEdge(cell, config) ? "*" : ""}`];
  const rest = Object.keys(cell.choose?.methodConfig ?? {}).map((key) =>
    titleOf(key, config.methodConfig[key] ?? null)
  );
  return [...rate, ...rest].join(", ");
}

function titleOf(key: string, value: Json): string {
  return typeof value === "string" ? String(label({ [key]: value })[key]) : JSON.stringify(value);
}

function isAtEdge(cell: Cell, config: CellConfig): boolean {
  const rates = cell.choose?.learningRate ?? [];
  if (rates.length < 3) return false;
  const { learningRate } = config.training;
  return learningRate === Math.min(...rates) || learningRate === Math.max(...rates);
}

/** The choices as notes, one line for each row of the table. */
export function chosenNotes(result: ShownResult): string[] {
  const { rows, column } = result.experiment.view.table;
  const chosen = toChosen(result);
  if (chosen.length === 0) return [];
  const groups = Map.groupBy(chosen, ({ labels }) => rowName(rows, labels));
  const lines = [...groups].map(([row, group]) =>
    `${row}: ${
      group.map(({ labels, text }) =>
        `${rowName([labels[column] === undefined ? "task" : column], labels)} ${text ?? "pending"}`
      )
        .join("; ")
    }.`
  );
  const diverged = chosen.reduce((sum, choice) => sum + choice.diverged, 0);
  const what = [
    ...new Set(result.cells.flatMap(({ cell }) => [
      ...(cell.choose?.learningRate === undefined ? [] : ["learning rate"]),
      ...Object.keys(cell.choose?.methodConfig ?? {}).map((key) => heading(key).toLowerCase()),
    ])),
  ].join(" and ");
  return [
    `Chosen on dev with seeds that are not reported: ${what}.${
      chosen.some(({ atEdge }) => atEdge) ? " * marks the lowest or highest rate tried." : ""
    }`,
    ...lines,
    ...(diverged === 0 ? [] : [`Candidates excluded because they diverged: ${diverged}.`]),
  ];
}

function rowName(rows: readonly string[], labels: Labels): string {
  return rows.flatMap((key) => {
    const value = labels[key];
    if (value === undefined) return [];
    return [typeof value === "number" ? `${heading(key).toLowerCase()} ${value}` : value];
  }).join(", ");
}
