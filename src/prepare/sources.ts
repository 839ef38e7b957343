/**
 * What was named as a source, files or data sets of the Hub, to tables.
 *
 * @module
 */
import { basename } from "node:path";
import { UsageError } from "../core/errors.ts";
import { exists, isFile } from "../core/exists.ts";
import { hashFile } from "../core/hash.ts";
import { SPLITS } from "../tasks/splits.ts";
import { openCsv } from "./csv.ts";
import { openDataset } from "./dataset_pieces.ts";
import { openJson, openJsonLines } from "./json.ts";
import { openParquet } from "./parquet.ts";
import type { Piece, SourceOptions } from "./piece.ts";
import type { Table, TableOptions } from "./table.ts";

/** The kinds of files, by the end of their names. */
const OPENERS: Readonly<Record<string, (path: string, options: TableOptions) => Promise<Table>>> = {
  ".csv": openCsv,
  ".tsv": openCsv,
  ".jsonl": openJsonLines,
  ".json": openJson,
  ".parquet": (path) => openParquet(path),
};

/**
 * Checks that a source was named.
 *
 * @throws {UsageError} if none was
 */
export function checkNamed(sources: readonly string[]): void {
  if (sources.length > 0) return;
  throw new UsageError(
    "Cannot prepare: name a file, or a dataset of the Hub such as nyu-mll/glue:sst2",
  );
}

/**
 * Opens sources in their order: `rows.csv`, `dev=rows.csv`, or `org/name:config@revision` of the Hub.
 *
 * @throws {UsageError} if there is none, if one is not there, or of no kind that is known
 * @throws {NotCached} if a data set must be fetched and cannot be
 */
export async function openSources(
  sources: readonly string[],
  options: SourceOptions,
): Promise<Piece[]> {
  checkNamed(sources);
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
