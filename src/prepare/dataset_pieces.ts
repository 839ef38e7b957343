/**
 * The tables of a data set of the Hub, of the splits that are of use.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { hashFile } from "../core/hash.ts";
import { didYouMean } from "../core/registry.ts";
import { type Dataset, findDataset } from "../hub/dataset.ts";
import type { SplitFiles } from "../hub/dataset_files.ts";
import type { Split } from "../tasks/splits.ts";
import { openParquet } from "./parquet.ts";
import type { Piece, SourceOptions } from "./piece.ts";
import type { SplitNames } from "./split_names.ts";

/**
 * Fetches a data set and opens its tables.
 *
 * @param name `org/name:config@revision`
 * @throws {UsageError} if there is no such data set, or a split that was asked for is not in it
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function openDataset(name: string, options: SourceOptions): Promise<Piece[]> {
  const { names, oneEach = false, notice } = options;
  const dataset = await findDataset(name, { command: `deno task prepare ${name}`, notice });
  if (dataset.isConverted) notice(`Reading the Hub's own conversion of "${name}" to Parquet`);
  const wanted = oneEach ? firstFile(dataset) : choose(name, dataset, names, notice);
  const pieces: Piece[] = [];
  for (const { split, paths } of wanted) {
    if (paths.some((path) => path.includes("/partial-"))) {
      notice(`The Hub has converted only the first rows of "${split}", as it is large`);
    }
    const files = await dataset.fetch(paths);
    for (const [i, file] of files.entries()) {
      pieces.push(await openPart(dataset, split, paths[i]!, file));
    }
  }
  return pieces;
}

function firstFile({ splits }: Dataset): SplitFiles[] {
  return splits.slice(0, 1).map(({ split, paths }) => ({ split, paths: paths.slice(0, 1) }));
}

/** The splits that are of use; the others are told. */
function choose(
  name: string,
  { splits }: Dataset,
  names: SplitNames,
  notice: (line: string) => void,
): readonly SplitFiles[] {
  if (names.column !== undefined) return splits; // the rows say it
  checkWanted(name, splits, names);
  const { used = [], others = [] } = Object.groupBy(
    splits,
    ({ split }) => names.find(split) === undefined ? "others" : "used",
  );
  if (others.length > 0) notice(notRead(name, others.map(({ split }) => split), names));
  return used;
}

function checkWanted(
  name: string,
  splits: readonly SplitFiles[],
  { wanted }: SplitNames,
): void {
  const known = splits.map(({ split }) => split);
  const missing = wanted.find((split) => !known.includes(split));
  if (missing === undefined) return;
  throw new UsageError(
    `Cannot find split "${missing}" of "${name}": known are ${known.join(", ")}${
      didYouMean(missing, known)
    }`,
  );
}

function notRead(name: string, splits: readonly string[], names: SplitNames): string {
  const free: Split = names.find("dev") === undefined ? "test" : "dev";
  return `Not read of "${name}": ${splits.join(", ")}; to use one, add for example ` +
    `--split ${free}=${splits[0]}`;
}

async function openPart(
  { id, config, commit, classNames }: Dataset,
  split: string,
  path: string,
  file: string,
): Promise<Piece> {
  const table = await openParquet(file, `${id}/${path}`);
  const known = table.classNames.size > 0 ? table.classNames : classNames;
  const sha256 = await hashFile(file);
  return {
    table: { ...table, classNames: known },
    split,
    origin: { dataset: id, config, revision: commit, file: path, split, sha256 },
  };
}
