/**
 * Tables: blocks of rows, ours first, then the paper's numbers, each clearly labelled.
 *
 * A table is data; `markdown.ts`, `html.ts`, `latex.ts` and `csv.ts` write it.
 *
 * @module
 */
import type { CellResult } from "../lab/experiment.ts";
import { chosenNotes } from "./chosen.ts";
import { footnotes } from "./footnotes.ts";
import { type Column, type Draft, placeBlock, rowLabels } from "./placement.ts";
import { countPoints, type Point, taskTitles, toPoints, withAverages } from "./points.ts";
import { matches, type PublishedNumber, withAverageWithoutWsc } from "./published.ts";
import { summarize } from "./summarize.ts";
import {
  AVERAGE,
  AVERAGE_WITHOUT_WSC,
  compareLabels,
  heading,
  type Labels,
  ownTitle,
} from "./titles.ts";
import type { Beside, ShownResult, TableSpec } from "./view.ts";

/** One cell of ours, over its seeds. */
export interface OurCell {
  readonly kind: "ours";
  readonly labels: Labels;
  readonly mean: number;
  /** Sample standard deviation; null of one run. */
  readonly sd: number | null;
  readonly n: number;
  readonly runIds: readonly string[];
  /** Whether no cell beside it is higher; absent: it is no such cell. */
  readonly best?: true;
}

/** One number of the paper. */
export interface PaperCell {
  readonly kind: "paper";
  readonly labels: Labels;
  /** As it is printed. */
  readonly value: number;
  /** What it should read; absent: the same. */
  readonly corrected?: number;
  /** Marks a note under the table. */
  readonly mark: string;
  /** Whether no cell beside it is higher; absent: it is no such cell. */
  readonly best?: true;
}

/** A count, the same in every run of its row. */
export interface CountCell {
  readonly kind: "count";
  readonly labels: Labels;
  readonly value: number;
}

/** A difference of two numbers of the same runs, in points. */
export interface DifferenceCell {
  readonly kind: "difference";
  readonly mean: number;
  /** Ends of the 95 % interval; null of fewer than three seeds. */
  readonly range: { readonly low: number; readonly high: number } | null;
  /** Number of seeds. */
  readonly n: number;
  readonly runIds: readonly string[];
}

/** What stands in one place; `missing`: declared but not there; `empty`: never declared. */
export type TableCell =
  | OurCell
  | PaperCell
  | CountCell
  | DifferenceCell
  | { readonly kind: "missing" | "empty" };

/** Rows of one source. */
export interface Block {
  /** `ours: Mini T5, synthetic tasks` or `paper: T5-Base, SuperGLUE`. */
  readonly title: string;
  readonly rows: readonly {
    readonly heads: readonly string[];
    readonly cells: readonly TableCell[];
  }[];
}

/** A table, ready to be written. */
export interface Table {
  readonly title: string;
  /** How to read a cell. */
  readonly caption: string;
  readonly heads: readonly string[];
  readonly columns: readonly string[];
  readonly blocks: readonly Block[];
  readonly notes: readonly string[];
}

/** Makes the table of an experiment from its finished runs. */
export function toTable(result: ShownResult): Table {
  const { experiment, tier } = result;
  const spec = experiment.view.table;
  const models = [...new Set(result.cells.map(({ cell }) => cell.labels.model ?? ""))];
  const ours = models.map((model) => {
    const cells = result.cells.filter(({ cell }) => (cell.labels.model ?? "") === model);
    return ourBlock(result, cells, ownTitle(tier, models.length > 1 ? String(model) : ""));
  });
  const drafts = [...ours, ...spec.beside.map((beside) => paperBlock(spec, beside))];
  const columns = columnsOf(spec, drafts);
  return {
    title: experiment.title,
    caption: captionOf(spec, experiment.source),
    heads: spec.rows.map(heading),
    columns: columns.map(({ title }) => title),
    blocks: drafts.map((draft) => placeBlock(spec, draft, columns)).filter(({ rows }) =>
      rows.length > 0
    ),
    notes: [
      ...footnotes(result),
      ...experiment.view.notes,
      ...chosenNotes(result),
    ],
  };
}

/** Says what the columns are where their heads are numbers; of tasks the heads say it. */
function captionOf({ column }: TableSpec, source: string): string {
  return [
    "Percent; mean ± standard deviation (number of seeds).",
    ...(column === "task" ? [] : [`Columns: ${heading(column).toLowerCase()}.`]),
    `Source: ${source}.`,
  ].join(" ");
}

function ourBlock(result: ShownResult, cells: readonly CellResult[], title: string): Draft {
  const { view } = result.experiment;
  const tasks = taskTitles(result);
  const points = withAverages(toPoints(cells, view.measure), tasks);
  const counts = (view.table.counts ?? []).flatMap((count) =>
    onePerRow(view.table, countPoints(cells, count)).map((point): CountCell => ({
      kind: "count",
      labels: { ...rowLabels(view.table, point.labels), count },
      value: point.value,
    }))
  );
  return {
    title,
    cells: [
      ...summarize(points.filter(({ labels }) => matches(labels, view.table.where ?? {}))),
      ...counts,
    ],
    declared: cells.flatMap(({ cell: { labels } }) =>
      [
        labels,
        { ...labels, task: AVERAGE },
        ...(tasks.includes("WSC") ? [{ ...labels, task: AVERAGE_WITHOUT_WSC }] : []),
      ].slice(0, tasks.length > 1 ? undefined : 1)
    ),
  };
}

function onePerRow(spec: TableSpec, points: readonly Point[]): Point[] {
  const byRow = new Map(
    points.map((point) => [JSON.stringify(rowLabels(spec, point.labels)), point]),
  );
  return [...byRow.values()];
}

function paperBlock(spec: TableSpec, { published, where, title }: Beside): Draft {
  const numbers = published.rows.filter(({ labels }) => matches(labels, where ?? {}));
  const wanted: readonly string[] = ["score", "dev", ...(spec.counts ?? [])];
  return {
    title: `paper: ${title}`,
    cells: withAverageWithoutWsc(numbers).filter(({ quantity }) => wanted.includes(quantity))
      .map(paperCell),
    declared: [],
  };
}

function paperCell(number: PublishedNumber): PaperCell | CountCell {
  const { labels, value, quantity, origin, corrected, computed } = number;
  if (quantity.endsWith("Parameters")) {
    return { kind: "count", labels: { ...labels, count: quantity }, value };
  }
  const mark = [
    origin === undefined ? "" : "†",
    corrected === undefined ? "" : "‡",
    computed ? "§" : "",
  ].join("");
  return { kind: "paper", labels, value, mark, ...(corrected === undefined ? {} : { corrected }) };
}

function columnsOf(spec: TableSpec, drafts: readonly Draft[]): Column[] {
  const all = drafts.flatMap(({ cells, declared }) => [
    ...cells.map(({ labels }) => labels),
    ...declared,
  ]);
  const values = [...new Set(all.map((labels) => labels[spec.column]))].filter((value) =>
    value !== undefined
  );
  return [
    ...values.sort((a, b) => compareLabels(spec.column, a, b)).map((value) => ({
      title: String(value),
      where: { [spec.column]: value },
    })),
    ...(spec.counts ?? []).map((count) => ({ title: heading(count), where: { count } })),
  ];
}
