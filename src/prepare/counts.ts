/**
 * How many rows there are, by split and target.
 *
 * @module
 */
import { alignColumns } from "../core/columns.ts";
import { SPLITS } from "../tasks/splits.ts";
import type { PreparedRow } from "./rows.ts";

/** Most targets that get a line of their own. */
const MOST_LINES = 20;

/** Number of rows by split; `all` where rows name none. */
export function countSplits(rows: readonly PreparedRow[]): Record<string, number> {
  const order = [...SPLITS, undefined];
  const counts = order.map((split) =>
    [split ?? "all", rows.filter((row) => row.split === split).length] as const
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** A table of rows by target and split, as lines; of many targets only their number. */
export function renderCounts(rows: readonly PreparedRow[]): string {
  const splits = Object.entries(countSplits(rows));
  const targets = [...Map.groupBy(rows, ({ target }) => target)]
    .sort(([, a], [, b]) => b.length - a.length);
  const lines = targets.length > MOST_LINES
    ? [[`${targets.length} targets`, ...splits.map(() => "")]]
    : targets.map(([target, own]) => {
      const counts = countSplits(own);
      return [target.slice(0, 40), ...splits.map(([split]) => String(counts[split] ?? 0))];
    });
  const table = [
    ["target", ...splits.map(([split]) => split)],
    ...lines,
    ["rows", ...splits.map(([, count]) => String(count))],
  ];
  return alignColumns(table).map((line) => `  ${line.trimEnd()}`).join("\n");
}
