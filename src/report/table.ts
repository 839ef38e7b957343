/**
 * Tables: blocks of rows, ours first, then the paper's numbers, each clearly labelled.
 *
 * A table is data; `markdown.ts`, `html.ts`, `latex.ts` and `csv.ts` write it.
 *
 * @module
 */
import * as aq from "arquero";
import type { CellResult } from "../lab/experiment.ts";
import { shownScore } from "./cells.ts";
import { chosenNotes } from "./chosen.ts";
import { countPoints, type Point, taskTitles, toPoints, withAverages } from "./points.ts";
import { matches, type PublishedNumber, withAverageWithoutWsc } from "./published.ts";
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
    caption: `Percent; mean ± standard deviation (number of seeds). Source: ${experiment.source}.`,
    heads: spec.rows.map(heading),
    columns: columns.map(({ title }) => title),
    blocks: drafts.map((draft) => placeBlock(spec, draft, columns)).filter(({ rows }) =>
      rows.length > 0
    ),
    notes: [
      ...boldNote(spec),
      ...footnotes(result),
      ...experiment.view.notes,
      ...chosenNotes(result),
    ],
  };
}

/** Cells of a block before they are put in places. */
interface Draft {
  readonly title: string;
  readonly cells: readonly (OurCell | PaperCell | CountCell)[];
  /** Labels that were declared, so that what is absent is known to be missing. */
  readonly declared: readonly Labels[];
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

/** Mean, standard deviation and number of the points of equal labels. */
export function summarize(points: readonly Point[]): OurCell[] {
  if (points.length === 0) return []; // a table without rows has no columns to group by
  const labels = new Map(points.map((point) => [JSON.stringify(point.labels), point]));
  const rows = aq.from(
    points.map(({ labels, value }) => ({ key: JSON.stringify(labels), value })),
  )
    .groupby("key")
    .rollup({ mean: aq.op.mean("value"), sd: aq.op.stdev("value"), n: aq.op.count() })
    .objects() as { key: string; mean: number; sd: number | undefined; n: number }[];
  return rows.map(({ key, mean, sd, n }) => ({
    kind: "ours",
    labels: labels.get(key)!.labels,
    mean,
    sd: n > 1 && sd !== undefined ? sd : null,
    n,
    runIds: points.filter((point) => JSON.stringify(point.labels) === key)
      .flatMap(({ runIds }) => runIds),
  }));
}

function onePerRow(spec: TableSpec, points: readonly Point[]): Point[] {
  const byRow = new Map(
    points.map((point) => [JSON.stringify(rowLabels(spec, point.labels)), point]),
  );
  return [...byRow.values()];
}

function rowLabels(spec: TableSpec, labels: Labels): Labels {
  return Object.fromEntries(spec.rows.map((key) => [key, labels[key] ?? ""]));
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

interface Column {
  readonly title: string;
  readonly where: Labels;
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

function placeBlock(spec: TableSpec, draft: Draft, columns: readonly Column[]): Block {
  const all = [...draft.declared, ...draft.cells.map(({ labels }) => labels)];
  const rows = new Map(
    all.map((labels) => [JSON.stringify(rowLabels(spec, labels)), rowLabels(spec, labels)]),
  );
  const placed = [...rows.values()].sort((a, b) => compareRows(spec, a, b)).map((labels) => ({
    labels,
    heads: spec.rows.map((key) => String(labels[key])),
    cells: columns.map((column) => placeCell(draft, { ...labels, ...column.where })),
  }));
  return {
    title: draft.title,
    rows: placed.map(({ labels, heads, cells }) => {
      const rivals = placed.filter((row) => competes(spec, row.labels, labels));
      return {
        heads,
        cells: rivals.length < 2 || !rivals.some((row) => row.labels === labels)
          ? cells
          : cells.map((cell, i) => markBest(cell, rivals.map((row) => row.cells[i]!))),
      };
    }),
  };
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

function boldNote({ rows, aside = {} }: TableSpec): string[] {
  const among = rows.includes("method")
    ? "among methods with the same settings"
    : "in the column of a block";
  const but = Object.values(aside).map((value) => `, ${value} excluded`).join("");
  return [`Bold: highest score ${among}${but}. The claims say which differences exceed chance.`];
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

function compareRows(spec: TableSpec, a: Labels, b: Labels): number {
  for (const key of spec.rows) {
    const order = compareLabels(key, a[key]!, b[key]!);
    if (order !== 0) return order;
  }
  return 0;
}

function footnotes({ cells, experiment }: ShownResult): string[] {
  const wanted = cells.reduce((sum, { cell }) => sum + cell.seeds.length, 0);
  const missing = cells.flatMap(({ missing, cell }) => missing.map((run) => ({ ...run, cell })));
  const nonFinite = cells.flatMap(({ records }) => records)
    .filter(({ outcome }) => !Number.isFinite(outcome.test.score)).length;
  const failed = missing.filter(({ reason }) => reason !== null);
  const numbers = experiment.view.table.beside.flatMap(({ published, where }) =>
    published.rows.filter(({ labels }) => matches(labels, where ?? {}))
  );
  return [
    ...(missing.length === 0 ? [] : [
      `${missing.length} of ${wanted} reported runs are missing; "–" marks a cell without runs.`,
    ]),
    ...failed.map(({ cell, seed, reason }) =>
      `Failed: ${Object.values(cell.labels).join(", ")}, seed ${seed}: ${reason}.`
    ),
    ...(nonFinite === 0 ? [] : [`Runs excluded for a non-finite score: ${nonFinite}.`]),
    ...(numbers.some(({ origin }) => origin !== undefined)
      ? ["† Copied by the paper's authors from other work; not their own runs."]
      : []),
    ...(withAverageWithoutWsc(numbers).some(({ computed }) => computed)
      ? ["§ Not printed in the paper; computed from its values, with corrections where available."]
      : []),
    ...numbers.filter(({ corrected }) => corrected !== undefined).map((number) =>
      `‡ ${number.labels.method}, ${number.labels.task}: printed as ${number.value}, should read ` +
      `${number.corrected}${number.recalled ? " (from memory, not from a source)" : ""}.`
    ),
  ];
}
