/**
 * Where rows come from: the Hub, files on disk, or anything else that has the same few words.
 *
 * @module
 */
import { join } from "node:path";
import { isFileSync } from "../core/exists.ts";
import { hashFile } from "../core/hash.ts";
import { cacheDir } from "../core/paths.ts";
import { UsageError } from "../core/errors.ts";
import { readLines } from "./jsonl.ts";
import { checkContent, type DataSet, pathOf } from "./manifest.ts";
import { readParquet } from "./parquet.ts";
import { type Split, splitRows, type SplitRule } from "./splits.ts";
import { flattenRow } from "./superglue_json.ts";
import type { Example, Row, Task } from "./task.ts";

/** Gives the rows of each part of a task. */
export interface RowSource {
  /** Such as `mini`, `aps/super_glue@3de24cf8` or a folder: part of what decides a run. */
  readonly name: string;
  load(task: Task, split: Split): Promise<readonly Row[]>;
}

/** The splits that SuperGLUE publishes; the rows of `test` have no labels. */
export type PublishedSplit = "train" | "validation" | "test";

/** Gives the rows of a published split. */
export interface PublishedRows {
  readonly name: string;
  load(task: Task, split: PublishedSplit): Promise<readonly Row[]>;
}

/** A file of a data set on the Hub. */
export interface HubFile {
  readonly kind: "dataset";
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
}

/** Brings a file of the Hub to disk and says where it lies. */
export type FetchFile = (file: HubFile) => Promise<string>;

/** Name of the configuration that has the rows of a task. */
export function datasetOf(task: Task): string {
  return task.dataset ?? task.name;
}

/** What the first fetch of each file saw. */
function dataLock(): string {
  return join(cacheDir(), "data.lock.json");
}

/**
 * Brings the Parquet file of a split to disk, compares it with its checksum and returns its path.
 *
 * @throws {UsageError} if the content is not what the manifest or the first fetch says
 */
export async function fetchRows(
  data: DataSet,
  task: Task,
  split: PublishedSplit,
  fetchFile: FetchFile,
  lockPath: string = dataLock(),
): Promise<string> {
  const path = pathOf(data, datasetOf(task), split);
  const { repo, revision } = data;
  const file = await fetchFile({ kind: "dataset", repo, revision, path });
  await checkContent(data, path, await hashFile(file), lockPath);
  return file;
}

/** Reads SuperGLUE from the Parquet files of the Hub; each file is compared with its checksum. */
export function hubRows(
  data: DataSet,
  fetchFile: FetchFile,
  lockPath: string = dataLock(),
): PublishedRows {
  return {
    name: `${data.repo}@${data.revision.slice(0, 8)}`,
    load: async (task, split) =>
      await readParquet(await fetchRows(data, task, split, fetchFile, lockPath)),
  };
}

/** Names that SuperGLUE's zip, the Hub and we use for a split. */
const FILE_NAMES: Readonly<Record<PublishedSplit, readonly string[]>> = {
  train: ["train.jsonl"],
  validation: ["validation.jsonl", "val.jsonl", "dev.jsonl"],
  test: ["test.jsonl"],
};

/** `boolq` is `BoolQ` in SuperGLUE's zip. */
function findFile(folder: string, task: Task, split: PublishedSplit): string {
  const folders = [datasetOf(task), task.title];
  const tried = folders.flatMap((f) => FILE_NAMES[split].map((name) => join(folder, f, name)));
  const found = tried.find(isFileSync);
  if (found !== undefined) return found;
  throw new UsageError(
    `Cannot find ${split} rows of "${task.name}": looked for ${tried.join(", ")}`,
  );
}

/**
 * The files with the rows of a task in a folder in SuperGLUE's layout.
 *
 * @throws {UsageError} if one is not there
 */
export function filesInFolder(folder: string, task: Task): string[] {
  return (["train", "validation"] as const).map((split) => findFile(folder, task, split));
}

/**
 * Reads SuperGLUE from JSON Lines on disk, `<folder>/<task>/train.jsonl` and `val.jsonl`.
 *
 * Both the flat rows of the Hub and the nested ones of SuperGLUE's own zip are read; `load` throws a
 * UsageError for a line that is neither, naming file and line.
 */
export function folderRows(folder: string): PublishedRows {
  return {
    name: folder,
    async load(task, split) {
      const rows: Row[] = [];
      const path = findFile(folder, task, split);
      for await (const { row, line } of readLines(path)) {
        try {
          rows.push(...flattenRow(datasetOf(task), row));
        } catch (cause) {
          const fault = `the line is no row of "${datasetOf(task)}" in SuperGLUE's form`;
          throw new UsageError(`Cannot read "${path}:${line}": ${fault}`, { cause });
        }
      }
      return rows;
    },
  };
}

/**
 * Turns published splits into train, dev and test by a rule.
 *
 * Only rows that belong to the task remain, and answers of one question stay in one part. Each
 * published split is read once.
 */
export function splitSource(published: PublishedRows, rule: SplitRule): RowSource {
  const read = new Map<string, Promise<readonly Row[]>>();
  const rowsOf = (task: Task, split: PublishedSplit) => {
    const key = `${task.name}/${split}`;
    const known = read.get(key) ?? published.load(task, split);
    read.set(key, known);
    known.catch(() => read.delete(key)); // a fetch that failed may be tried again
    return known;
  };
  return {
    name: `${published.name} (${rule})`,
    async load(task, split) {
      const belongs = (row: Row) => task.keeps?.(row) ?? true;
      const train = (await rowsOf(task, "train")).filter(belongs);
      const validation = (await rowsOf(task, "validation")).filter(belongs);
      const groupOf = (row: Row, i: number) => {
        const place = { task, place: published.name, number: i + 1 };
        return named(place, () => groupIn(task, row)) ?? `row ${i}`;
      };
      return splitRows(rule, { train, validation }, groupOf)[split];
    },
  };
}

/** A row that is expanded into examples of one group is undivided as it is. */
function groupIn(task: Task, row: Row): string | undefined {
  return task.expand === undefined ? task.toExample(row).group : undefined;
}

/** The rows of a task that rows of its data set make in a split. */
export function expandRows(task: Task, rows: readonly Row[], split: Split): readonly Row[] {
  return task.expand === undefined ? rows : rows.flatMap((row) => task.expand!(row, split));
}

/**
 * Reads rows as examples.
 *
 * @param place where the rows come from, for the error
 * @throws {UsageError} if a field is missing or of another type; names place, row and field
 */
export function readExamples(task: Task, rows: readonly Row[], place: string): Example[] {
  return rows.filter((row) => task.keeps?.(row) ?? true)
    .map((row, i) => named({ task, place, number: i + 1 }, () => task.toExample(row)));
}

/** Reads a row; an error names the place. */
function named<T>(
  { task, place, number }: { readonly task: Task; readonly place: string; readonly number: number },
  read: () => T,
): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    const reason = cause.message.replace("Cannot read row: ", "");
    const row = `row ${number} of "${task.name}" from ${place}`;
    throw new UsageError(`Cannot read ${row}: ${reason}`, { cause });
  }
}
