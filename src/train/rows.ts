/**
 * Where the rows of a run come from when they are not the mini world's.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import { resolveFile, type ResolveOptions } from "../hub/resolve.ts";
import { isOwnRows, isRowsFolder } from "../lab/own_files.ts";
import { type DataSet, readManifest } from "../tasks/manifest.ts";
import {
  fetchRows,
  folderRows,
  hubRows,
  type PublishedRows,
  type RowSource,
  splitSource,
} from "../tasks/source.ts";
import type { SplitRule } from "../tasks/splits.ts";
import type { Row, Task } from "../tasks/task.ts";

/**
 * Opens data by the name that a run's configuration gives it.
 *
 * `super_glue` is the data set of that name in `data/manifest.json`; a name with a slash is a folder
 * in SuperGLUE's own layout.
 *
 * @param rule which rows select and which are scored
 * @throws {UsageError} when the first rows are asked for, if the data set or the folder is unknown
 */
export function openRows(name: string, rule: SplitRule): RowSource {
  return splitSource(publishedRows(name), rule);
}

/**
 * Brings the rows of a task to this machine, if a data set of the Hub has them.
 *
 * @throws {NotCached} if they must be fetched and cannot be
 * @throws {UsageError} if the data set is unknown, or its content is not what it was
 */
export async function prepareRows(
  name: string,
  task: Task,
  options: ResolveOptions = {},
): Promise<void> {
  if (name === "mini" || isOwnRows(name)) return;
  const data = await dataSet(name);
  for (const split of ["train", "validation"] as const) {
    await fetchRows(data, task, split, (file) => resolveFile(file, options));
  }
}

/**
 * The test rows of a task, which have no labels.
 *
 * @param name as {@linkcode openRows} takes it
 * @throws {UsageError} if there are none
 */
export function loadTestRows(name: string, task: Task): Promise<readonly Row[]> {
  return publishedRows(name).load(task, "test");
}

async function dataSet(name: string): Promise<DataSet> {
  const { datasets } = await readManifest();
  return lookUp(datasets, name, "data set");
}

function publishedRows(name: string): PublishedRows {
  return isRowsFolder(name) ? folderRows(name) : manifestRows(name);
}

/** The published splits of the Hub; the manifest is read when the first rows are asked for. */
function manifestRows(name: string): PublishedRows {
  let opened: Promise<PublishedRows> | undefined;
  const open = async () => hubRows(await dataSet(name), resolveFile);
  return { name, load: async (task, split) => (await (opened ??= open())).load(task, split) };
}
