/**
 * `--only task=rte|wic,method=prompt`: which cells are run.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { didYouMean } from "../core/registry.ts";
import type { Cell } from "./experiment.ts";

/** Keys that every cell has; the others are those of its labels, such as `shots`. */
const KEYS = ["model", "task", "method"] as const;

/** Values by key; a cell is meant if each key has one of its values. */
export type Only = ReadonlyMap<string, readonly string[]>;

/**
 * Reads `task=rte|wic,method=prompt`; a key may also stand more than once, which means the same as
 * several values: any of them.
 *
 * @throws {UsageError} if a part is not `key=value`
 */
export function parseOnly(text: string): Only {
  const only = new Map<string, string[]>();
  for (const part of text.split(",")) {
    const match = part.match(/^\s*(\w+)\s*=\s*(\S+)\s*$/);
    if (!match) {
      throw new UsageError(
        `Cannot choose cells by "${part}": each part must be key=value, as in task=rte|wic,shots=5`,
      );
    }
    const [, key, values] = match as unknown as [string, string, string];
    only.set(key, [...only.get(key) ?? [], ...values.split("|")]);
  }
  return only;
}

/** The value of a key in a cell; undefined if it has none. */
function valueOf(cell: Cell, key: string): string | undefined {
  const named = KEYS.find((known) => known === key);
  const value = named === undefined ? cell.labels[key] : cell[named];
  return value === undefined ? undefined : String(value);
}

/** Whether a cell is meant; words that no cell knows leave none. */
export function isMeant(cell: Cell, only: Only): boolean {
  return [...only].every(([key, values]) => values.some((value) => value === valueOf(cell, key)));
}

/**
 * Keeps the cells that are meant.
 *
 * @throws {UsageError} if no cell has the key or one of the values; names the nearest
 */
export function filterCells(cells: readonly Cell[], only: Only): Cell[] {
  checkOnly(cells, only);
  return cells.filter((cell) => isMeant(cell, only));
}

function checkOnly(cells: readonly Cell[], only: Only): void {
  for (const [key, values] of only) {
    checkKey(cells, key);
    const known = [...new Set(cells.map((cell) => valueOf(cell, key)))]
      .filter((value) => value !== undefined);
    for (const value of values) {
      if (known.includes(value)) continue;
      throw new UsageError(
        `Cannot find ${key} "${value}" among the cells: known are ${known.join(", ")}${
          didYouMean(value, known)
        }`,
      );
    }
  }
}

function checkKey(cells: readonly Cell[], key: string): void {
  const known = [...new Set([...KEYS, ...cells.flatMap(({ labels }) => Object.keys(labels))])];
  if (known.includes(key)) return;
  throw new UsageError(
    `Cannot choose cells by "${key}": it is none of ${known.join(", ")}${didYouMean(key, known)}`,
  );
}
