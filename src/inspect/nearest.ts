/**
 * The tokens of a vocabulary that are nearest to a vector.
 *
 * @module
 */

/** A token of the vocabulary and how near its embedding is. */
export interface Neighbour {
  readonly id: number;
  /** Cosine similarity, -1 to 1. */
  readonly cosine: number;
}

/** Puts a token into its place among the nearest; of equal ones the first stays in front. */
export function keepNearest(nearest: Neighbour[], token: Neighbour, most: number): void {
  if (nearest.length === most && token.cosine <= nearest.at(-1)!.cosine) return;
  const place = nearest.findIndex(({ cosine }) => cosine < token.cosine);
  nearest.splice(place < 0 ? nearest.length : place, 0, token);
  if (nearest.length > most) nearest.pop();
}
