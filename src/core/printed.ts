/**
 * Whether the source of an experiment is something printed, to be reproduced, or a question of one's
 * own.
 *
 * @module
 */

/** Tells whether a source names a table, a figure or a section of a paper. */
export function isPrinted(source: string): boolean {
  return /\b(tables?|figures?|fig\.|sections?|appendix)\s/i.test(`${source} `);
}
