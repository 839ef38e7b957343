/**
 * What a run is told by the path of a file of one's own, named by content instead: a run has one
 * name wherever its files are, and another one when their content changes.
 *
 * @module
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { hashFileSync, hashValue } from "./core/hash.ts";
import { isShipped } from "./core/shipped_models.ts";
import type { RunConfig } from "./lab/run.ts";

/** The files of a checkpoint that decide its outputs. */
const CHECKPOINT_FILE = /\.(safetensors|json|model|txt)$/;

/** Whether rows come from a file of `input` and `target`. */
export function isRowsFile(data: string): boolean {
  return data.endsWith(".jsonl");
}

/** Letters of a token, of which there are rather more. */
const LETTERS = 3;

/** About how many tokens the longest input of a file has, or more; 0 if the file cannot be read. */
export function longestInput(path: string): number {
  try {
    return readFileSync(path, "utf8").split("\n").reduce((most, line) => {
      const input = line.trim() === "" ? "" : String(JSON.parse(line).input);
      return Math.max(most, Math.ceil(input.length / LETTERS));
    }, 0);
  } catch {
    return 0; // who reads the rows says what is wrong with them
  }
}

/** Whether a model is a folder of one's own. */
export function isModelFolder(model: string): boolean {
  return !isShipped(model) && (statSync(model, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** The configuration without places: files keep their names, an adapter its hash. */
export function withoutPlaces(config: RunConfig): object {
  const { model, data, initFrom, ...rest } = config;
  return {
    ...rest,
    model: isModelFolder(model) ? basename(model) : model,
    data: isRowsFile(data) ? basename(data) : data,
    ...(initFrom === undefined ? {} : { initFrom: initFrom.sha256 }),
  };
}

/** The configuration with the files of one's own in another folder, under the names that they had. */
export function withFilesIn(folder: string, config: RunConfig): RunConfig {
  const { model, data, initFrom } = config;
  const moved = (path: string) => join(folder, basename(path));
  return {
    ...config,
    model: isModelFolder(moved(model)) && !isShipped(model) ? moved(model) : model,
    data: isRowsFile(data) ? moved(data) : data,
    ...(initFrom === undefined ? {} : {
      initFrom: { ...initFrom, adapter: moved(initFrom.adapter) },
    }),
  };
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
