/**
 * The tokens of a vocabulary that are nearest to a vector.
 *
 * @module
 */

/** Nearest words of a token where nothing else is asked for. */
export const WORDS = 3;

/** A token of the vocabulary and how near its embedding is. */
export interface Neighbour {
  readonly id: number;
  /** Cosine similarity, -1 to 1. */
  readonly cosine: number;
}

/** Puts a token into its place if it is among the nearest; of equal ones the first stays in front. */
export function keepNearest(nearest: Neighbour[], id: number, cosine: number, most: number): void {
  if (nearest.length === most && cosine <= nearest[most - 1]!.cosine) return;
  const place = nearest.findIndex((other) => other.cosine < cosine);
  nearest.splice(place < 0 ? nearest.length : place, 0, { id, cosine });
  if (nearest.length > most) nearest.pop();
}
