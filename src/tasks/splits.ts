/**
 * Which rows train, which select and which are scored, where a data set has no labelled test split.
 *
 * @module
 */
import { Rng } from "../core/rng.ts";

/** The parts of the rows of a run. */
export const SPLITS = ["train", "dev", "test"] as const;
export type Split = typeof SPLITS[number];

/**
 * How dev and test come out of a validation split.
 *
 * - `validation_twice`: both are the whole of it, as in the paper; the test score is then optimistic
 * - `validation_halves`: one half each
 * - `train_part`: test is the whole of it, dev a part of the training rows
 */
export type SplitRule = "validation_twice" | "validation_halves" | "train_part";

/** Share of the training rows that `train_part` sets aside. */
const DEV_SHARE = 0.1;

/**
 * Parts items in two, groups undivided, always in the same way for the same items.
 *
 * @param share of the items that the first part gets, as nearly as the groups allow
 * @param groupOf items of one group stay together; absent: each item stands alone
 */
export function partition<T>(
  items: readonly T[],
  share: number,
  rng: Rng,
  groupOf: (item: T, index: number) => string = (_, index) => String(index),
): [first: T[], second: T[]] {
  const names = items.map(groupOf);
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  const wanted = Math.round(items.length * share);
  const chosen = new Set<string>();
  let count = 0;
  for (const [name, size] of rng.shuffled([...sizes])) {
    // a group goes where it leaves the sizes nearest to what is wanted
    if (Math.abs(count + size - wanted) >= Math.abs(count - wanted)) continue;
    chosen.add(name);
    count += size;
  }
  return [
    items.filter((_, i) => chosen.has(names[i]!)),
    items.filter((_, i) => !chosen.has(names[i]!)),
  ];
}

/**
 * Makes dev and test (and, for `train_part`, the rest of train) out of what is published.
 *
 * The same rows give the same parts in every run, whatever its seed: scores stay comparable.
 */
export function splitRows<T>(
  rule: SplitRule,
  published: { readonly train: readonly T[]; readonly validation: readonly T[] },
  groupOf?: (item: T, index: number) => string,
): Readonly<Record<Split, readonly T[]>> {
  const { train, validation } = published;
  const rng = new Rng(`splits/${rule}`);
  switch (rule) {
    case "validation_twice":
      return { train, dev: validation, test: validation };
    case "validation_halves": {
      const [dev, test] = partition(validation, 0.5, rng, groupOf);
      return { train, dev, test };
    }
    case "train_part": {
      const [dev, rest] = partition(train, DEV_SHARE, rng, groupOf);
      return { train: rest, dev, test: validation };
    }
  }
}
