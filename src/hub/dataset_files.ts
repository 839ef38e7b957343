/**
 * Which Parquet files of a data set on the Hub are which split of which configuration: as its README
 * says, else as their names do.
 *
 * Source: https://huggingface.co/docs/hub/datasets-file-names-and-splits
 *
 * @module
 */
import { matchesGlob } from "node:path";
import { UsageError } from "../core/errors.ts";
import { didYouMean } from "../core/registry.ts";
import type { Card } from "./dataset_card.ts";

/** The files of a split, in the order of their rows. */
export interface SplitFiles {
  /** As it is named there: `validation`. */
  readonly split: string;
  readonly paths: readonly string[];
}

/** The files of a configuration. */
export interface ConfigFiles {
  readonly config: string;
  readonly splits: readonly SplitFiles[];
}

/**
 * Finds the files of a configuration.
 *
 * @param id for the error
 * @param paths of all files
 * @param config absent: the default one, or the only one
 * @returns undefined if there are no Parquet files
 * @throws {UsageError} if there is no such configuration, or several and none is named
 */
export function findFiles(
  id: string,
  paths: readonly string[],
  card: Card,
  config?: string,
): ConfigFiles | undefined {
  const rows = paths.filter((path) => path.endsWith(".parquet")).sort();
  if (rows.length === 0) return undefined;
  const all = card.configs.length > 0 ? saidBy(card, rows) : toldByNames(rows);
  const found = choose(id, all, card, config);
  return found.splits.length === 0 ? undefined : found;
}

function choose(
  id: string,
  all: readonly ConfigFiles[],
  card: Card,
  wanted: string | undefined,
): ConfigFiles {
  const names = all.map(({ config }) => config);
  const name = wanted ?? card.configs.find(({ isDefault }) => isDefault)?.name ??
    (names.length === 1 ? names[0] : "default");
  const found = all.find(({ config }) => config === name);
  if (found !== undefined) return found;
  if (wanted === undefined) {
    throw new UsageError(
      `Cannot choose among the configurations of "${id}": name one, as in "${id}:${names[0]}": ` +
        `known are ${names.join(", ")}`,
    );
  }
  throw new UsageError(
    `Cannot find configuration "${wanted}" of "${id}": known are ${names.join(", ")}${
      didYouMean(wanted, names)
    }`,
  );
}

function saidBy({ configs }: Card, rows: readonly string[]): ConfigFiles[] {
  return configs.map(({ name, splits }) => ({
    config: name,
    splits: splits.map(({ split, patterns }) => ({
      split,
      paths: rows.filter((path) => patterns.some((pattern) => matchesGlob(path, pattern))),
    })).filter(({ paths }) => paths.length > 0),
  }));
}

function toldByNames(rows: readonly string[]): ConfigFiles[] {
  const configs = Map.groupBy(rows, (path) => placeOf(path).config);
  return [...configs].map(([config, paths]) => ({
    config,
    splits: [...Map.groupBy(paths, (path) => placeOf(path).split)]
      .map(([split, paths]) => ({ split, paths })),
  }));
}

/** Words that tell a split in the name of a file or folder. */
const SPLIT_WORD =
  /(?<![a-z])(train|training|validation|valid|dev|val|test|testing|eval|evaluation)(?![a-z])/i;

/** What a path says: `sst2/train-00000-of-00001.parquet`, `sst2/train/any.parquet`, `train.parquet`. */
function placeOf(path: string): { readonly config: string; readonly split: string } {
  const folders = path.split("/");
  const name = folders.pop()!.replace(/\.parquet$/, "");
  const numbered = name.match(/^(.+?)-\d{5}-of-\d{5}/)?.[1];
  const word = name.match(SPLIT_WORD)?.[1];
  const inFolder = word === undefined &&
    (/^\d+$/.test(name) || SPLIT_WORD.test(folders.at(-1) ?? ""));
  const split = (inFolder ? folders.pop() : undefined) ?? numbered ?? word ?? "train";
  const folder = folders.join("/");
  return {
    config: folder === "" || folder === "data" ? "default" : folder,
    split: split.replace(/^partial-/, ""),
  };
}
