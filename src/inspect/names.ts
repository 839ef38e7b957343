/**
 * Short names of folders.
 *
 * @module
 */
import { sep } from "node:path";

/** The end of each path, with as many folders above as tell it from all others. */
export function namesOf(paths: readonly string[]): string[] {
  const words = paths.map((path) => path.split(/[\\/]+/).filter((word) => word !== ""));
  const longest = Math.max(...words.map(({ length }) => length));
  for (let count = 1; count < longest; count++) {
    const names = words.map((path) => path.slice(-count).join(sep));
    if (new Set(names).size === names.length) return names;
  }
  return [...paths];
}
