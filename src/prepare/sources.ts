/**
 * What was named as a source, files or data sets of the Hub, to tables.
 *
 * @module
 */
import { basename } from "node:path";
import { UsageError } from "../core/errors.ts";
import { exists, isFile } from "../core/exists.ts";
import { hashFile } from "../core/hash.ts";
import { didYouMean } from "../core/registry.ts";
import { type Dataset, findDataset } from "../hub/dataset.ts";
import { type Split, SPLITS } from "../tasks/splits.ts";
import { openCsv } from "./csv.ts";
import { openJson, openJsonLines } from "./json.ts";
import { openParquet } from "./parquet.ts";
import type { SplitNames } from "./split_names.ts";
import type { Table, TableOptions } from "./table.ts";

/** A table, and what its source says of it. */
export interface Piece {
  readonly table: Table;
  /** Split as the source names it; absent: it does not. */
  readonly split?: string;
  readonly origin: Origin;
}

/** Where a table is from, without any place on this machine. */
export interface Origin {
  readonly dataset?: string;
  readonly config?: string;
  /** Commit; of the Hub's own conversion, if that was read. */
  readonly revision?: string;
  readonly file: string;
  readonly split?: string;
  readonly sha256: string;
}

/** How sources are opened. */
export interface SourceOptions extends TableOptions {
  readonly names: SplitNames;
  /** Whether a look is enough: one table of each source will do. */
  readonly oneEach?: boolean;
  readonly notice: (line: string) => void;
}

/** The kinds of files, by the end of their names. */
const OPENERS: Readonly<Record<string, (path: string, options: TableOptions) => Promise<Table>>> = {
  ".csv": openCsv,
  ".tsv": openCsv,
  ".jsonl": openJsonLines,
  ".json": openJson,
  ".parquet": (path) => openParquet(path),
};

/**
 * Opens sources in their order: `rows.csv`, `dev=rows.csv`, or `org/name:config@revision` of the Hub.
 *
 * @throws {UsageError} if one is not there, or of no kind that is known
 * @throws {NotCached} if a data set must be fetched and cannot be
 */
export async function openSources(
  sources: readonly string[],
  options: SourceOptions,
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const source of sources) {
    const [, split, path = ""] = source.match(/^(?:([a-z_]+)=)?(.*)$/s) ?? [];
    const ending = Object.keys(OPENERS).find((ending) => path.toLowerCase().endsWith(ending));
    if (ending !== undefined) pieces.push(await openFilePiece(path, ending, split, options));
    else if (/^[./\\]/.test(path) || await exists(path)) throw unknownKind(path);
    else if (split === undefined) pieces.push(...await openDataset(path, options));
    else throw new UsageError(`Cannot use "${source}": only a file can be named as one split`);
  }
  return pieces;
}

function unknownKind(path: string): UsageError {
  const kinds = Object.keys(OPENERS).join(", ");
  return new UsageError(`Cannot read "${path}": the source must be a file of the kind ${kinds}`);
}

async function openFilePiece(
  path: string,
  ending: string,
  split: string | undefined,
  options: SourceOptions,
): Promise<Piece> {
  if (split !== undefined && options.names.find(split) === undefined) {
    throw new UsageError(
      `Cannot use "${split}=${path}": the split must be one of ${SPLITS.join(", ")}`,
    );
  }
  if (!await isFile(path)) throw new UsageError(`Cannot read "${path}": there is no such file`);
  const table = await OPENERS[ending]!(path, options);
  const origin = { file: basename(path), ...(split && { split }), sha256: await hashFile(path) };
  return { table, origin, ...(split && { split }) };
}

async function openDataset(name: string, options: SourceOptions): Promise<Piece[]> {
  const { names, oneEach = false, notice } = options;
  const dataset = await findDataset(name, { command: `deno task prepare ${name}`, notice });
  if (dataset.isConverted) notice(`Reading the Hub's own conversion of "${name}" to Parquet`);
  if (names.column === undefined) checkSplits(name, dataset, names);
  const wanted = dataset.splits.filter(({ split }) =>
    names.column !== undefined || names.find(split) !== undefined
  );
  const others = dataset.splits.filter((split) => !wanted.includes(split));
  if (others.length > 0) notice(leftOut(name, others.map(({ split }) => split), names));
  const pieces: Piece[] = [];
  for (const { split, paths } of oneEach ? dataset.splits.slice(0, 1) : wanted) {
    if (paths.some((path) => path.includes("/partial-"))) {
      notice(`The Hub has converted only the first rows of "${split}", as it is large`);
    }
    const some = oneEach ? paths.slice(0, 1) : paths;
    const files = await dataset.fetch(some);
    for (const [i, file] of files.entries()) {
      pieces.push(await openPart(dataset, split, some[i]!, file));
    }
  }
  return pieces;
}

function checkSplits(name: string, { splits }: Dataset, { wanted }: SplitNames): void {
  const known = splits.map(({ split }) => split);
  const missing = wanted.find((split) => !known.includes(split));
  if (missing === undefined) return;
  throw new UsageError(
    `Cannot find split "${missing}" of "${name}": known are ${known.join(", ")}${
      didYouMean(missing, known)
    }`,
  );
}

function leftOut(name: string, splits: readonly string[], names: SplitNames): string {
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
