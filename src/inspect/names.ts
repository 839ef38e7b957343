/**
 * Short names of adapters.
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

/**
 * Names for a picture: ids of runs without their hash and what all of them share, such as `prompt seed0`.
 * Names that this would not tell apart stay as they are.
 */
export function withoutShared(names: readonly string[]): readonly string[] {
  const parts = names.map((name) => name.replace(/-[0-9a-f]{8}$/, "").split("."));
  const [first] = parts;
  if (parts.some(({ length }) => length !== first!.length)) return names;
  const differing = [...first!.keys()].filter((i) => parts.some((words) => words[i] !== first![i]));
  const short = parts.map((words) => differing.map((i) => words[i]).join(" "));
  return new Set(short).size === names.length ? short : names;
}
