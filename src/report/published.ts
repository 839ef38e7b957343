/**
 * The paper's numbers (`data/paper/*.json`) as points that stand beside ours.
 *
 * @module
 */
import { mean } from "../core/statistics.ts";
import { AVERAGE, AVERAGE_WITHOUT_WSC, label, type Labels } from "./titles.ts";

/** One printed or digitised number. */
export interface PublishedNumber {
  /** In the words of {@linkcode label}. */
  readonly labels: Labels;
  /** `score`, or what else was counted. */
  readonly quantity: string;
  /** As printed; percent unless the file says otherwise. */
  readonly value: number;
  /** What it should read, where the print is known to be wrong. */
  readonly corrected?: number;
  /** Whether the correction was recalled, not read anywhere nor moved from another cell. */
  readonly recalled?: boolean;
  /** Work from which the authors copied it; absent: their own run. */
  readonly origin?: string;
  /** Whether it is not printed but computed from what is. */
  readonly computed?: boolean;
}

/** One table or figure of the paper. */
export interface Published {
  /** Such as `table_1`. */
  readonly id: string;
  readonly title: string;
  /** Citation with the table's number. */
  readonly source: string;
  /** How the numbers were read: `transcribed`, `digitised` or `read by eye`. */
  readonly reading: string;
  readonly notes: readonly string[];
  readonly rows: readonly PublishedNumber[];
}

/** Keys of a row that are no labels. */
const NO_LABELS = [
  "value",
  "corrected",
  "recalled",
  "origin",
  "approximate",
  "unit",
  "quantity",
  "split",
];

/**
 * Reads the content of one file of `data/paper`.
 *
 * @throws {TypeError} if a field is missing or of another type
 */
export function readPublished(content: unknown): Published {
  const file = asRecord(content, "content");
  const id = asString(file.id, "id");
  if (!Array.isArray(file.rows)) {
    throw new TypeError(`Cannot read "${id}" as rows must be a list: it is ${typeof file.rows}`);
  }
  const common = asRecord(file.common, "common");
  return {
    id,
    title: asString(file.title, "title"),
    source: asString(file.source, "source"),
    reading: asString(file.reading, "reading"),
    notes: (file.notes as string[]).map((note) => asString(note, "notes")),
    rows: file.rows.map((row) => readNumber({ ...common, ...asRecord(row, "rows") })),
  };
}

function readNumber(row: Record<string, unknown>): PublishedNumber {
  if (typeof row.value !== "number") {
    throw new TypeError(`Cannot read a printed number as value must be a number: ${row.value}`);
  }
  const labels = Object.entries(row).filter(([key, value]) =>
    !NO_LABELS.includes(key) && value !== null
  );
  return {
    labels: label(Object.fromEntries(labels) as Labels),
    quantity: row.quantity === undefined ? "score" : asString(row.quantity, "quantity"),
    value: row.value,
    ...(typeof row.corrected === "number" ? { corrected: row.corrected } : {}),
    ...(row.recalled === true ? { recalled: true } : {}),
    ...(typeof row.origin === "string" ? { origin: row.origin } : {}),
  };
}

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError(`Cannot read printed numbers as ${name} must be an object: it is ${value}`);
}

function asString(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new TypeError(`Cannot read printed numbers as ${name} must be a string: it is ${value}`);
}

/** Whether the labels hold all that `where` asks for. */
export function matches(labels: Labels, where: Labels): boolean {
  return Object.entries(where).every(([key, value]) => labels[key] === value);
}

/** What a printed number should read. */
export function rightValue({ value, corrected }: PublishedNumber): number {
  return corrected ?? value;
}

/** The numbers of one row of a table: a method with what is varied, all its tasks and their average. */
function groupRows(numbers: readonly PublishedNumber[]): PublishedNumber[][] {
  const scores = numbers.filter(({ labels, quantity }) =>
    quantity === "score" && labels.task !== undefined
  );
  const groups = Map.groupBy(
    scores,
    ({ labels: { task: _task, ...rest } }) => JSON.stringify(Object.entries(rest).sort()),
  );
  return [...groups.values()];
}

/** Cells and their average are rounded to a tenth: an average may be off by 0.1. */
const ROUNDING = 0.1 + 1e-9;

/**
 * Whether the printed averages are those of the printed tasks, as printed or as corrected. In some
 * figures they are over tasks that are not shown. A row without an average says nothing against it.
 */
export function isAverageOfShown(numbers: readonly PublishedNumber[]): boolean {
  return groupRows(numbers).every((row) => {
    const average = row.find(({ labels }) => labels.task === AVERAGE);
    const cells = row.filter(({ labels }) => labels.task !== AVERAGE);
    if (average === undefined || cells.length === 0) return true;
    const means = [mean(cells.map(({ value }) => value)), mean(cells.map(rightValue))];
    return means.some((value) => Math.abs(value - average.value) <= ROUNDING);
  });
}

/**
 * Adds the averages without WSC, which the paper does not print, of what it prints whole: not where
 * its own average is over other tasks, beside which ours would mislead.
 */
export function withAverageWithoutWsc(numbers: readonly PublishedNumber[]): PublishedNumber[] {
  if (!isAverageOfShown(numbers)) return [...numbers];
  const rows = groupRows(numbers).map((row) => row.filter(({ labels }) => labels.task !== AVERAGE));
  const tasks = new Set(rows.flat().map(({ labels }) => labels.task));
  const averages = rows.flatMap((row): PublishedNumber[] => {
    const kept = row.filter(({ labels }) => labels.task !== "WSC");
    if (row.length < tasks.size || kept.length === row.length || kept.length === 0) return [];
    return [{
      labels: { ...row[0]!.labels, task: AVERAGE_WITHOUT_WSC },
      quantity: "score",
      value: mean(kept.map(rightValue)),
      computed: true,
    }];
  });
  return [...numbers, ...averages];
}
