/**
 * Rows to train, dev and test, all of which a training needs.
 *
 * @module
 */
import { Rng } from "../core/rng.ts";
import { type Split, splitRows, SPLITS } from "../tasks/splits.ts";
import type { PreparedRow } from "./rows.ts";

/**
 * Gives rows their splits, always in the same way.
 *
 * With train and one other split, that one is test, and a tenth of train is dev, as in the protocol
 * `held_out`. With train alone, rows have no split: who reads the file parts them 80 : 10 : 10.
 *
 * @param notice is told what was done
 */
export function arrange(
  rows: readonly PreparedRow[],
  notice: (line: string) => void,
): readonly PreparedRow[] {
  const of = (split: Split) => rows.filter((row) => row.split === split);
  const [train, dev, test] = [of("train"), of("dev"), of("test")];
  if (train.length === 0 || (dev.length > 0 && test.length > 0)) return rows;
  const published = dev.length > 0 ? dev : test;
  if (published.length === 0) {
    notice("There is only one split: train and compare part it 80 : 10 : 10");
    return rows.map(({ split: _, ...row }) => row);
  }
  notice(
    dev.length > 0
      ? "There is no test with targets: validation is used as test, and a tenth of train as dev"
      : "There is no validation: a tenth of train is used as dev",
  );
  const groupOf = ({ group }: PreparedRow, i: number) => group ?? `row ${i}`;
  const parts = splitRows("train_part", { train, validation: published }, groupOf);
  return SPLITS.flatMap((split) => parts[split].map((row) => ({ ...row, split })));
}

/** The target of rows whose label was not published, where the source does not say that it is a class. */
const NO_LABEL = "-1";

/** Leaves out splits in which each target is -1, unless all are. */
export function withoutUnlabelled(
  rows: readonly PreparedRow[],
  notice: (line: string) => void,
): readonly PreparedRow[] {
  const labelled = new Set(
    rows.filter(({ target }) => target !== NO_LABEL).map(({ split }) => split),
  );
  const kept = rows.filter(({ split }) => labelled.has(split));
  if (kept.length === 0 || kept.length === rows.length) return rows;
  const splits = SPLITS.filter((split) =>
    !labelled.has(split) && rows.some((row) => row.split === split)
  );
  const count = rows.length - kept.length;
  notice(`Left out: all ${count} rows of ${splits.join(", ")}, as each target is ${NO_LABEL}`);
  return kept;
}

/**
 * Groups that mean something else in each split, as passages that are counted anew, get the split in
 * their names: lines of one group must be in one split.
 */
export function separateGroups(
  rows: readonly PreparedRow[],
  notice: (line: string) => void,
): readonly PreparedRow[] {
  const splits = new Map<string, Split | undefined>();
  const shared = new Set<string>();
  for (const { group, split } of rows) {
    if (group === undefined) continue;
    if (splits.has(group) && splits.get(group) !== split) shared.add(group);
    splits.set(group, split);
  }
  if (shared.size === 0) return rows;
  const some = shared.size === 1 ? "1 group is" : `${shared.size} groups are`;
  notice(`${some} in several splits: taken as different ones, named "train 1"`);
  return rows.map((row) =>
    row.group === undefined ? row : { ...row, group: `${row.split} ${row.group}` }
  );
}

/** At most so many rows of each split, drawn always in the same way, in the order in which they were. */
export function drawRows(rows: readonly PreparedRow[], most: number): readonly PreparedRow[] {
  const rng = new Rng("prepare rows");
  const drawn = new Set<PreparedRow>();
  for (const [split, part] of Map.groupBy(rows, ({ split }) => split)) {
    const chosen = rng.fork(split ?? "all").shuffled(part).slice(0, most);
    for (const row of chosen) drawn.add(row);
  }
  return rows.filter((row) => drawn.has(row));
}
