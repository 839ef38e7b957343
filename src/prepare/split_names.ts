/**
 * Splits by other names: what is `validation` elsewhere is `dev` here.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { type Split, SPLITS } from "../tasks/splits.ts";
import { parseTemplate, type Template } from "./template.ts";

/** Names that are understood everywhere. */
const USUAL: Readonly<Record<Split, readonly string[]>> = {
  train: ["train", "training"],
  dev: ["dev", "validation", "valid", "val"],
  test: ["test", "testing", "eval", "evaluation"],
};

/** Which rows are which split. */
export interface SplitNames {
  /** What says so in each row; absent: the source does. */
  readonly column?: Template;
  /** Names that were asked for, which must be there. */
  readonly wanted: readonly string[];
  /** The split with a name; undefined: none, its rows are left out. */
  find(name: string): Split | undefined;
}

/**
 * Reads the values of `--split`: `{fold}` for a column that says it, or `dev=validation_matched`.
 *
 * @throws {UsageError} if a value is neither, or two are columns
 */
export function readSplitNames(values: readonly string[] = []): SplitNames {
  const templates = values.filter((value) => value.includes("{"));
  if (templates.length > 1) throw new UsageError("Cannot use --split with two columns: name one");
  const given = new Map(values.filter((value) => !value.includes("{")).map(readPair));
  const taken = new Set(given.values());
  return {
    ...(templates[0] !== undefined && { column: parseTemplate(templates[0]) }),
    wanted: [...given.keys()],
    find: (name) =>
      given.get(name) ?? SPLITS.find((split) => !taken.has(split) && isUsual(split, name)),
  };
}

function isUsual(split: Split, name: string): boolean {
  return USUAL[split].includes(name.trim().toLowerCase());
}

function readPair(value: string): [name: string, split: Split] {
  const [, before = "", name = ""] = value.match(/^([^=]*)=(.+)$/) ?? [];
  const split = SPLITS.find((split) => isUsual(split, before));
  if (split !== undefined) return [name, split];
  throw new UsageError(
    `Cannot use --split as it must be '{column}' or, for example, dev=validation_matched: ` +
      `current value is "${value}"`,
  );
}
