/**
 * Learning curves of single runs: the training loss, and the score on dev where it was asked on the way.
 *
 * @module
 */
import { mean } from "../core/statistics.ts";
import { UsageError } from "../core/errors.ts";
import type { RunRecord } from "../lab/run.ts";
import type { VegaLite } from "./chart.ts";
import { distinct } from "./marks.ts";
import { type LabelledRun, pickRuns } from "./pick_runs.ts";
import { percent } from "./points.ts";
import { MOST_SERIES, series, THEME } from "./theme.ts";
import type { Labels } from "./titles.ts";
import type { ShownResult } from "./view.ts";

/** One point of one run's curve. */
interface CurvePoint {
  readonly runId: string;
  readonly facet: string;
  readonly series: string | number;
  readonly step: number;
  readonly y: number;
}

/** Points of a curve of losses: a loss of one batch says little, a mean of some steps shows the course. */
const LOSS_POINTS = 40;

const WIDTH = 760;
const GAP = 40;
const MOST_COLUMNS = 4;

/**
 * Draws a line for each run that `where` fits, a picture for each task.
 *
 * What differs among them gives the colour; seeds only where nothing else differs.
 *
 * @param where labels, `seed` or `runId`; names such as `rte` and titles such as `RTE` both do
 * @throws {UsageError} if no run fits, or more would have to be told apart than there are colours
 */
export function toCurves(result: ShownResult, where: Labels = {}): VegaLite {
  const runs = pickRuns(result, where);
  const { key, nameOf } = namesOf(runs.map(({ labels }) => labels));
  const place = ({ record: { runId }, labels }: LabelledRun) => ({
    runId,
    facet: String(labels.task ?? ""),
    series: nameOf(labels),
  });
  const losses = runs.flatMap((run) =>
    lossCurve(run.record).map((at) => ({ ...place(run), ...at }))
  );
  const scores = runs.flatMap((run) =>
    run.record.outcome.series.map(({ step, dev }) => ({ ...place(run), step, y: percent(dev) }))
  );
  const names = distinct(runs.map(({ labels }) => nameOf(labels)), key);
  const window = windowOf(runs[0]!.record);
  const panels: Panel[] = [
    {
      title: `Training loss (nats)${window > 1 ? `, means of ${window} steps` : ""}`,
      points: losses,
      isScore: false,
    },
    { title: "Dev score (%)", points: scores, isScore: true },
  ];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: { text: `Learning curves: ${result.experiment.title}`, frame: "group" },
    config: THEME,
    vconcat: panels.filter(({ points }) => points.length > 0)
      .map((panel) => toPanel(panel, key, names)),
  };
}

/** What tells the runs of a picture apart: one label key, or several in words. */
function namesOf(all: readonly Labels[]): {
  key: string;
  nameOf: (labels: Labels) => string | number;
} {
  const differing = Object.keys(all[0]!).filter((key) =>
    key !== "task" && new Set(all.map((labels) => labels[key])).size > 1
  );
  const keys = differing.length > 1 ? differing.filter((key) => key !== "seed") : differing;
  const [key = "method"] = keys;
  if (keys.length <= 1) return { key, nameOf: (labels) => labels[key] ?? "" };
  const nameOf = (labels: Labels) => keys.map((key) => labels[key]).join(", ");
  const count = new Set(all.map(nameOf)).size;
  if (count > MOST_SERIES) {
    throw new UsageError(
      `Cannot draw curves: at most ${MOST_SERIES} can be told apart in a picture, these are ` +
        `${count}: choose by ${keys.join(", ")}`,
    );
  }
  return { key: "run", nameOf };
}

function windowOf({ outcome: { losses } }: RunRecord): number {
  return Math.ceil(losses.length / LOSS_POINTS);
}

function lossCurve(record: RunRecord): { step: number; y: number }[] {
  const window = windowOf(record);
  const { losses } = record.outcome;
  return Array.from({ length: Math.ceil(losses.length / window) }, (_, i) => {
    const block = losses.slice(i * window, (i + 1) * window);
    return { step: i * window + block.length, y: mean(block) };
  });
}

interface Panel {
  readonly title: string;
  readonly points: readonly CurvePoint[];
  /** Scores are few, and have marks; losses have none, and begin at zero. */
  readonly isScore: boolean;
}

function toPanel(
  panel: Panel,
  key: string,
  names: readonly (string | number)[],
): VegaLite {
  const { title, points } = panel;
  const facets = distinct(points.map(({ facet }) => facet), "task");
  const columns = Math.min(facets.length, MOST_COLUMNS);
  return {
    title: { text: title, fontSize: 12, anchor: "start", frame: "group", offset: 10 },
    data: { values: points },
    facet: {
      field: "facet",
      type: "nominal",
      sort: facets,
      header: { title: null, labelFontWeight: "bold", labelFontSize: 11 },
    },
    columns,
    spec: {
      width: Math.floor((WIDTH - GAP * (columns - 1)) / columns),
      height: 150,
      layer: toLayers(panel, key, names),
    },
  };
}

/** A line for each run, with a mark at each score. */
function toLayers(
  { title, isScore }: Panel,
  key: string,
  names: readonly (string | number)[],
): VegaLite[] {
  const { color, shape } = series(key, names);
  const encoding = {
    x: {
      field: "step",
      type: "quantitative",
      title: "Step",
      scale: { zero: true },
      axis: { grid: false, tickCount: 5 },
    },
    y: {
      field: "y",
      type: "quantitative",
      title: null,
      scale: { zero: !isScore },
      axis: { tickCount: 5 },
    },
    color,
    detail: { field: "runId" },
    tooltip: [
      { field: "runId", title: "Run" },
      { field: "step", title: "Step" },
      { field: "y", title, format: isScore ? ".1f" : ".3f" },
    ],
  };
  const line = { mark: { type: "line", strokeWidth: 1.2, opacity: 0.8 }, encoding };
  if (!isScore) return [line];
  const dots = {
    mark: { type: "point", filled: true, size: 30, opacity: 1 },
    encoding: { ...encoding, shape },
  };
  return [line, dots];
}
