/**
 * Long inputs in pieces, so that what is found can be handed out on the way.
 *
 * @module
 */

/** Lines that are worked on together, sorted by length, before they are handed out in their order. */
const PIECE = 1024;

/** Pieces of a list, in its order. */
export function* inPieces<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += PIECE) yield items.slice(start, start + PIECE);
}
