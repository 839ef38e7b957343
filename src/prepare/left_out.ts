/**
 * What is left out of a source, so that it can be said.
 *
 * @module
 */
import type { Placed } from "./table.ts";

/** Splits that are named: a wrong column may have thousands. */
const MOST_NAMED = 10;

/** Counts rows that are left out, by the split of their source. */
export class LeftOut {
  readonly #others = new Map<string, number>();
  readonly #empty = new Map<
    string,
    { count: number; readonly what: string; readonly place: string }
  >();
  readonly #kept = new Set<string>();

  /** A row is taken. */
  kept(split = ""): void {
    this.#kept.add(split);
  }

  /** A row is of a split that is not used. */
  otherSplit(split: string): undefined {
    this.#others.set(split, (this.#others.get(split) ?? 0) + 1);
  }

  /** A row has no input or no target. */
  empty(split = "", what: "input" | "target", { place }: Placed): undefined {
    const found = this.#empty.get(split);
    if (found) found.count++;
    else this.#empty.set(split, { count: 1, what, place });
  }

  /** Says what was left out, a sentence for each split. */
  tell(notice: (line: string) => void): void {
    const others = [...this.#others];
    for (const [split, count] of others.slice(0, MOST_NAMED)) {
      notice(
        `Left out: ${rowsOf(count, split)}, which is none of train, dev, test: see --split`,
      );
    }
    const rest = others.slice(MOST_NAMED);
    if (rest.length > 0) {
      const count = rest.reduce((sum, [, count]) => sum + count, 0);
      notice(`Left out: ${rowsOf(count, "")} of ${rest.length} more such splits`);
    }
    for (const [split, { count, what, place }] of this.#empty) {
      const some = rowsOf(count, split);
      if (!this.#kept.has(split)) notice(`Left out: all ${some}, as they have no ${what}`);
      else notice(`Left out: ${some} without an input or a target, the first at ${place}`);
    }
  }
}

function rowsOf(count: number, split: string): string {
  return `${count} ${count === 1 ? "row" : "rows"}${split === "" ? "" : ` of "${split}"`}`;
}
