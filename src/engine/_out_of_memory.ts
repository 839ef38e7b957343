/**
 * What is said where the memory is full: libraries say it in several lines, or name their allocators.
 *
 * @module
 */

/** One sentence with what a reader can do; `what` did not fit. */
export function outOfMemory(what: string): string {
  return `Cannot hold ${what}: the memory is full: smaller batches, shorter texts or a shorter prompt ` +
    "need less";
}
