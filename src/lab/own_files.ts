/**
 * Files of one's own that a run is told by their path: rows, a model, an adapter.
 *
 * The run is named by their content: it has one name wherever its files are, and another one when
 * they change. Its record holds the names of files alone, as it may be published.
 *
 * @module
 */
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { hashFileSync, hashValue } from "../core/hash.ts";
import { isShipped } from "../core/shipped_models.ts";
import type { RunConfig } from "./run.ts";

/** The files of a checkpoint that decide its outputs. */
const CHECKPOINT_FILE = /\.(safetensors|json|model|txt)$/;

/** Whether rows come from a file of `input` and `target`. */
export function isRowsFile(data: string): boolean {
  return data.endsWith(".jsonl");
}

/** Whether rows come from a folder in SuperGLUE's layout: its name has a slash. */
export function isRowsFolder(data: string): boolean {
  return /[\\/]/.test(data) && !isRowsFile(data);
}

/** Whether rows are one's own, in a file or a folder. */
export function isOwnRows(data: string): boolean {
  return isRowsFile(data) || isRowsFolder(data);
}

/** Whether a model is a folder of one's own. */
export function isModelFolder(model: string): boolean {
  return !isShipped(model) && (statSync(model, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** Whether a word is a path, whatever is there: an id of the Hub has a slash, too. */
export function isPath(word: string): boolean {
  return /^(\.{0,2}[\\/]|~|[A-Za-z]:[\\/])/.test(word);
}

/** The last part of a path of any system. */
function lastPart(path: string): string {
  return basename(path.replaceAll("\\", "/"));
}

/** The id of an adapter of the Hub, which a run names with its commit; undefined for a folder. */
export function hubAdapter(adapter: string): string | undefined {
  return adapter.match(/^([^\\/@]+\/[^\\/@]+)@[0-9a-f]{40}$/)?.[1];
}

/** The name of an adapter: of a folder, the last part of its path. */
function adapterName(adapter: string): string {
  return hubAdapter(adapter) === undefined ? lastPart(adapter) : adapter;
}

/** The name of a model: of a folder, the last part of its path. */
export function modelName(model: string): string {
  return isPath(model) || isModelFolder(model) ? lastPart(model) || "model" : model;
}

/** The name of rows; that of a folder still says that it is one. */
function rowsName(data: string): string {
  return isRowsFolder(data) ? `./${lastPart(data)}` : lastPart(data);
}

/** What of a configuration is a place on somebody's machine. */
export type Places = Partial<Pick<RunConfig, "model" | "data" | "initFrom">>;

/** Where files of one's own are; undefined where the configuration has none. */
export function placesOf({ model, data, initFrom }: RunConfig): Places | undefined {
  const places = given({
    model: isModelFolder(model) ? model : undefined,
    data: isOwnRows(data) ? data : undefined,
    initFrom,
  });
  return Object.keys(places).length === 0 ? undefined : places;
}

/**
 * A configuration, or a cell's, with the names of files of one's own instead of their places, under
 * which {@linkcode locateFiles} finds them.
 */
export function withNamesAlone<Config extends Omit<RunConfig, "seed">>(config: Config): Config {
  const { model, data, initFrom } = config;
  return {
    ...config,
    model: modelName(model),
    data: rowsName(data),
    ...(initFrom && { initFrom: { ...initFrom, adapter: adapterName(initFrom.adapter) } }),
  };
}

/** What of a configuration decides the run: the name of a file, the hash of an adapter. */
export function withoutPlaces(config: RunConfig): object {
  const { initFrom, ...rest } = withNamesAlone(config);
  return { ...rest, ...(initFrom && { initFrom: initFrom.sha256 }) };
}

/** The configuration with the files of one's own in another folder, under the names that they had. */
function withFilesIn(folder: string, config: RunConfig): RunConfig {
  const { model, data, initFrom } = config;
  const moved = (path: string) => join(folder, lastPart(path));
  return {
    ...config,
    model: isModelFolder(moved(model)) && !isShipped(model) ? moved(model) : model,
    data: isOwnRows(data) ? moved(data) : data,
    ...(initFrom && hubAdapter(initFrom.adapter) === undefined &&
      { initFrom: { ...initFrom, adapter: moved(initFrom.adapter) } }),
  };
}

/**
 * The configuration of a recorded run with the files of one's own where they are.
 *
 * @param folder where they are said to be; absent: where the run found them
 * @throws {UsageError} if they are not there
 */
export function locateFiles(config: RunConfig, folder?: string): RunConfig {
  const located = folder === undefined ? config : withFilesIn(folder, config);
  const { data, initFrom } = located;
  const isFolder = initFrom !== undefined && hubAdapter(initFrom.adapter) === undefined;
  const wanted = [...(isOwnRows(data) ? [data] : []), ...(isFolder ? [initFrom.adapter] : [])];
  const missing = wanted.find((path) => !statSync(path, { throwIfNoEntry: false }));
  if (missing === undefined) return located;
  throw new UsageError(`Cannot read "${missing}": it is not there: name its folder with --files`);
}

/** Hashes files of one's own, each once. */
export class FileHashes {
  readonly #known = new Map<string, string>();

  /** SHA-256 of a file. */
  file(path: string): string {
    return this.#once(path, () => hashFileSync(path));
  }

  /** SHA-256 of the names and contents of a checkpoint's files. */
  checkpoint(folder: string): string {
    return this.#once(folder, () => {
      const names = readdirSync(folder).filter((name) => CHECKPOINT_FILE.test(name)).sort();
      return hashValue(names.map((name) => [name, hashFileSync(join(folder, name))]));
    });
  }

  #once(path: string, hash: () => string): string {
    const found = this.#known.get(path) ?? hash();
    this.#known.set(path, found);
    return found;
  }
}
