/**
 * A task out of a user's own file of `{"input", "target"}` lines.
 *
 * @module
 */
import { basename } from "node:path";
import { Rng } from "../core/rng.ts";
import { UsageError } from "../core/errors.ts";
import { textField, textsField } from "./_fields.ts";
import { readLines } from "./jsonl.ts";
import { ACCURACY } from "./scorers.ts";
import type { RowSource } from "./source.ts";
import { partition, type Split } from "./splits.ts";
import type { Example, Row, Task } from "./task.ts";

/** Version of every task out of a file: raised whenever a change here may move a score. */
export const OWN_VERSION = 1;

/** Most different targets that are offered as choices when the file names none. */
const MOST_CHOICES = 32;

/** Shares of the rows without a `split` of their own: 80 % train, 10 % dev, 10 % test. */
const HELD_OUT_SHARE = 0.2;

const SPLITS: readonly Split[] = ["train", "dev", "test"];

/** Rows of a file: in its splits, and all of them. */
export interface OwnRows extends RowSource {
  /** Every row, in the order of the file. */
  readonly rows: readonly Row[];
  /** Whether a line says itself in which split it belongs. */
  readonly namesSplits: boolean;
}

/** A task and the rows that came with it. */
export interface OwnTask {
  readonly task: Task;
  readonly source: OwnRows;
}

/**
 * Reads one line: `input` and `target`, and perhaps `choices`, `split` and `group`.
 *
 * @param shared choices of examples that name none
 * @throws {TypeError} if a field is missing or of another type
 */
function toExample(row: Row, shared: readonly string[]): Example {
  const input = textField(row, "input").trim();
  const target = textField(row, "target").trim();
  if (input === "" || target === "") {
    throw new TypeError(`Cannot read row: "input" and "target" must not be empty`);
  }
  const choices = "choices" in row ? textsField(row, "choices").map((c) => c.trim()) : shared;
  if (!choices.includes(target)) {
    throw new TypeError(`Cannot read row: "choices" must contain the target "${target}"`);
  }
  const group = row.group === undefined ? {} : { group: String(row.group) };
  return { input, target, choices, golds: [target], ...group };
}

/** Fields that a line may leave out; null says the same, as tables are written with it. */
const OPTIONAL: readonly string[] = ["choices", "split", "group"];

function withoutNulls(row: Row): Row {
  const isThere = ([name, value]: [string, unknown]) => value !== null || !OPTIONAL.includes(name);
  return Object.fromEntries(Object.entries(row).filter(isThere));
}

function checkRow(row: Row, place: string): Row {
  try {
    toExample(row, [String(row.target).trim()]);
    if (row.group !== undefined && !["string", "number"].includes(typeof row.group)) {
      throw new TypeError(`Cannot read row: field "group" must be a string or a number`);
    }
    if (row.split !== undefined && !SPLITS.includes(row.split as Split)) {
      throw new TypeError(`Cannot read row: field "split" must be one of ${SPLITS.join(", ")}`);
    }
    return row;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(
      `Cannot read "${place}": ${error.message.replace("Cannot read row: ", "")}`,
    );
  }
}

/**
 * Checks that lines of one group name the same split, or none.
 *
 * @param splits split of each group so far
 */
function checkGroup({ group, split }: Row, place: string, splits: Map<string, unknown>): void {
  if (group === undefined) return;
  const name = String(group);
  const before = splits.has(name) ? splits.get(name) : split;
  splits.set(name, before);
  if (split === before) return;
  throw new UsageError(
    `Cannot read "${place}": lines of group "${name}" must have one "split": ` +
      `this one has ${split ?? "none"}, one before it ${before ?? "none"}`,
  );
}

/** Rows of a file as a source; a split that is asked for must not be empty. */
function ownRows(name: string, rows: readonly Row[]): OwnRows {
  const parts = splitOwnRows(rows);
  const load = (_: Task, split: Split) => {
    if (parts[split].length > 0) return Promise.resolve(parts[split]);
    const reason = `${split} has no rows: provide at least 10 rows, or a "split" field in each`;
    return Promise.reject(new UsageError(`Cannot use "${name}" as a task: ${reason}`));
  };
  return { name, rows, namesSplits: rows.some(({ split }) => split !== undefined), load };
}

/** Gives rows their `split`; those without one are parted by a fixed draw, groups undivided. */
function splitOwnRows(rows: readonly Row[]): Readonly<Record<Split, readonly Row[]>> {
  const groupOf = (row: Row, i: number) => String(row.group ?? `row ${i}`);
  const rng = new Rng("own task");
  const free = rows.filter((row) => row.split === undefined);
  const [heldOut, train] = partition(free, HELD_OUT_SHARE, rng.fork("held out"), groupOf);
  const [dev, test] = partition(heldOut, 0.5, rng.fork("dev"), groupOf);
  const named = (split: Split) => rows.filter((row) => row.split === split);
  return {
    train: [...named("train"), ...train],
    dev: [...named("dev"), ...dev],
    test: [...named("test"), ...test],
  };
}

/**
 * Makes a task of a file: each line has `input` and `target`, and may have `choices` (candidate
 * answers), `split` (`train`, `dev`, `test`) and `group` (rows that must stay in one split).
 *
 * Without `choices`, the different targets of the file are the choices if they are at most 32; with
 * more the task is open, and answers are written instead of ranked.
 *
 * @throws {UsageError} if a line is wrong, naming file and line; `load` throws if a split is empty
 *
 * @example
 * ```ts
 * const { task, source } = await taskFromJsonl("reviews.jsonl");
 * const train = readExamples(task, await source.load(task, "train"), source.name);
 * ```
 */
export async function taskFromJsonl(path: string): Promise<OwnTask> {
  const rows: Row[] = [];
  const splits = new Map<string, unknown>();
  for await (const { row, line } of readLines(path)) {
    const place = `${path}:${line}`;
    const checked = checkRow(withoutNulls(row), place);
    checkGroup(checked, place, splits);
    rows.push(checked);
  }
  if (rows.length === 0) throw new UsageError(`Cannot use "${path}" as a task: it has no rows`);
  const targets = [...new Set(rows.map((row) => (row.target as string).trim()))].sort();
  const open = targets.length > MOST_CHOICES && rows.some((row) => !("choices" in row));
  const name = basename(path).replace(/\.jsonl?$/, "");
  const task: Task = {
    name,
    title: name,
    version: OWN_VERSION,
    source: path,
    open,
    metrics: ACCURACY.metrics,
    toExample: (row) => toExample(row, open ? [(row.target as string).trim()] : targets),
    classOf: (example) => open ? "" : example.target,
    score: ACCURACY.score,
  };
  return { task, source: ownRows(path, rows) };
}
