/**
 * Points of equal labels as one cell.
 *
 * @module
 */
import * as aq from "arquero";
import type { Point } from "./points.ts";
import type { OurCell } from "./table.ts";

/** Mean, standard deviation and number of the points of equal labels. */
export function summarize(points: readonly Point[]): OurCell[] {
  if (points.length === 0) return []; // a table without rows has no columns to group by
  const labels = new Map(points.map((point) => [JSON.stringify(point.labels), point]));
  const rows = aq.from(
    points.map(({ labels, value }) => ({ key: JSON.stringify(labels), value })),
  )
    .groupby("key")
    .rollup({ mean: aq.op.mean("value"), sd: aq.op.stdev("value"), n: aq.op.count() })
    .objects() as { key: string; mean: number; sd: number | undefined; n: number }[];
  return rows.map(({ key, mean, sd, n }) => ({
    kind: "ours",
    labels: labels.get(key)!.labels,
    mean,
    sd: n > 1 && sd !== undefined ? sd : null,
    n,
    runIds: points.filter((point) => JSON.stringify(point.labels) === key)
      .flatMap(({ runIds }) => runIds),
  }));
}
