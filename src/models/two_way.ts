/**
 * Names that stand for other names, looked up from either side.
 *
 * @module
 */

/** Ours to theirs, each once. */
export type Names = Readonly<Record<string, string>>;

/** Our name for one of theirs; undefined if there is none. */
export function oursOf(names: Names, theirs: string): string | undefined {
  return Object.keys(names).find((ours) => names[ours] === theirs);
}

/** Their name for one of ours; undefined if there is none. */
export function theirsOf(names: Names, ours: string): string | undefined {
  return Object.hasOwn(names, ours) ? names[ours] : undefined;
}
