/**
 * `--only task=rte,method=prompt`: which cells are run.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { didYouMean } from "../core/registry.ts";
import type { Cell } from "./experiment.ts";

/** Keys by which cells can be told apart on the command line. */
const KEYS = ["model", "task", "method"] as const;

/** Values by key; a cell is meant if each key has one of its values. */
export type Only = ReadonlyMap<(typeof KEYS)[number], readonly string[]>;

/**
 * Reads `task=rte,method=prompt`; a key may stand more than once, which means any of its values.
 *
 * @throws {UsageError} if a part is not `key=value` or the key is unknown
 */
export function parseOnly(text: string): Only {
  const only = new Map<(typeof KEYS)[number], string[]>();
  for (const part of text.split(",")) {
    const match = part.match(/^\s*(\w+)\s*=\s*(\S+)\s*$/);
    if (!match) {
      throw new UsageError(
        `Cannot read --only as each part must be key=value: current value is "${part}"`,
      );
    }
    const key = KEYS.find((known) => known === match[1]);
    if (key === undefined) {
      throw new UsageError(
        `Cannot read --only: "${match[1]}" is none of ${KEYS.join(", ")}${
          didYouMean(match[1]!, KEYS)
        }`,
      );
    }
    only.set(key, [...only.get(key) ?? [], match[2]!]);
  }
  return only;
}

/**
 * Keeps the cells that are meant.
 *
 * @throws {UsageError} if no cell has one of the values; names the nearest
 */
export function filterCells(cells: readonly Cell[], only: Only): Cell[] {
  for (const [key, values] of only) {
    const known = [...new Set(cells.map((cell) => cell[key]))];
    for (const value of values) {
      if (known.includes(value)) continue;
      throw new UsageError(
        `Cannot find ${key} "${value}" among the cells: known are ${known.join(", ")}${
          didYouMean(value, known)
        }`,
      );
    }
  }
  return cells.filter((cell) => [...only].every(([key, values]) => values.includes(cell[key])));
}
