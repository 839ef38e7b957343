/**
 * Entries of BibTeX.
 *
 * @module
 */
import { wrap } from "./wrap.ts";

/** Longest line of a citation, in characters: pages break longer ones within words. */
const WIDTH = 80;

/** Lines of an entry as one text, long ones broken. */
export function bibtexOf(lines: readonly string[]): string {
  return lines.flatMap((line) => wrap(line, WIDTH, 4)).join("\n");
}
