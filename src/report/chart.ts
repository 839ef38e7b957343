/**
 * Charts as Vega-Lite specifications: ours in the upper panel, the paper's numbers in panels of
 * their own below, because other models on other data share no axis with ours.
 *
 * @module
 */
import { countPoints, type Point, taskTitles, toPoints, withAverages } from "./points.ts";
import { matches } from "./published.ts";
import { summarize } from "./table.ts";
import { series, THEME } from "./theme.ts";
import { compareLabels, heading, type Labels } from "./titles.ts";
import type { Beside, ChartSpec, ShownResult } from "./view.ts";

/** A Vega-Lite specification, plain JSON with its data. */
export type VegaLite = Readonly<Record<string, unknown>>;

/** One mark of a panel. */
interface Mark {
  readonly x: string | number;
  readonly facet: string | number;
  readonly series: string | number;
  readonly y: number;
  /** `y` minus and plus one standard deviation; absent where there is none. */
  readonly low?: number;
  readonly high?: number;
  readonly n?: number;
}

/**
 * Makes the chart of an experiment from its finished runs.
 *
 * `$schema` says v5, which JupyterLab 4 draws without a warning; nothing in the specification is
 * newer than that.
 */
export function toChart(result: ShownResult): VegaLite {
  const { experiment: { view: { chart }, title, source }, tier } = result;
  const panels = [
    { title: `ours: ${tier.title}`, marks: ourMarks(result) },
    ...chart.beside.map((beside) => ({
      title: `paper: ${beside.title}`,
      marks: paperMarks(chart, beside),
    })),
  ].filter(({ marks }) => marks.length > 0);
  const names = [...new Set(panels.flatMap(({ marks }) => marks.map((mark) => mark.series)))]
    .sort((a, b) => compareLabels(chart.color, a, b));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: { text: title, subtitle: subtitleOf(chart, source) },
    config: THEME,
    vconcat: panels.map(({ title, marks }) => toPanel(chart, title, marks, names)),
  };
}

function subtitleOf({ mark }: ChartSpec, source: string): string[] {
  const spread = mark === "dots" ? "Bars" : "Bands";
  return [
    `${spread} are one standard deviation over seeds.`,
    `${source}. Other model, other data: compare shapes, not heights.`,
  ];
}

function ourMarks(result: ShownResult): Mark[] {
  const { cells, experiment: { view: { chart, measure } } } = result;
  const points = withAverages(toPoints(cells, measure), taskTitles(result));
  return summarize(points.filter(({ labels }) => matches(labels, chart.where ?? {})))
    .flatMap(({ labels, mean, sd, n }) =>
      toMark(chart, withCount(chart, labels, countsOf(result)), mean).map((mark) => ({
        ...mark,
        ...(sd === null ? {} : { low: mean - sd, high: mean + sd }),
        n,
      }))
    );
}

function countsOf({ cells, experiment: { view: { chart } } }: ShownResult): Point[] {
  const isCount = chart.x === "trainedParameters" || chart.x === "storedParameters";
  return isCount ? countPoints(cells, chart.x as "trainedParameters" | "storedParameters") : [];
}

/** Where x is a count, adds it to the labels, found by the label that gives the colour. */
function withCount(chart: ChartSpec, labels: Labels, counts: readonly Omit<Point, "seed">[]) {
  const count = counts.find((point) => point.labels[chart.color] === labels[chart.color]);
  return count === undefined ? labels : { ...labels, [chart.x]: count.value };
}

function paperMarks(chart: ChartSpec, { published, where }: Beside): Mark[] {
  const counts = published.rows.filter(({ quantity }) => quantity === chart.x)
    .map((row) => ({ ...row, runIds: [] }));
  return published.rows
    .filter(({ labels, quantity }) =>
      (quantity === "score" || quantity === "dev") &&
      matches(labels, { ...chart.where, ...where })
    )
    .flatMap(({ labels, value }) => toMark(chart, withCount(chart, labels, counts), value));
}

function toMark(chart: ChartSpec, labels: Labels, y: number): Mark[] {
  const { [chart.x]: x, [chart.color]: series } = labels;
  if (x === undefined || series === undefined) return [];
  return [{ x, facet: chart.facet === undefined ? "" : labels[chart.facet] ?? "", series, y }];
}

function toPanel(
  chart: ChartSpec,
  title: string,
  marks: readonly Mark[],
  names: readonly (string | number)[],
): VegaLite {
  const facets = distinct(marks.map(({ facet }) => facet), chart.facet ?? "");
  const picture = {
    width: chart.mark === "dots" ? dotWidth(chart, marks, facets.length) : lineWidth(facets.length),
    height: 190,
    layer: chart.mark === "dots" ? dotLayers(chart, marks, names) : lineLayers(chart, marks, names),
  };
  const heads = { text: title, fontSize: 12, anchor: "start", offset: 8 };
  if (chart.facet === undefined) return { title: heads, data: { values: marks }, ...picture };
  return {
    title: heads,
    data: { values: marks },
    facet: { column: { field: "facet", type: "nominal", sort: facets, title: null } },
    spec: picture,
    resolve: { scale: { y: "independent" } },
    spacing: 18,
  };
}

function distinct(values: readonly (string | number)[], key: string) {
  return [...new Set(values)].sort((a, b) => compareLabels(key, a, b));
}

function lineWidth(facets: number): number {
  return facets === 1 ? 420 : Math.max(120, Math.floor(720 / facets) - 20);
}

function dotWidth(chart: ChartSpec, marks: readonly Mark[], facets: number): number {
  const places = distinct(marks.map(({ x }) => x), chart.x).length;
  return Math.max(90, Math.min(86 * places, Math.floor(860 / facets)));
}

const quantitative = (title: string, values: readonly number[]) => {
  const low = Math.min(...values), high = Math.max(...values);
  const room = Math.max(1e-3, 0.06 * (high - low));
  return {
    type: "quantitative",
    title,
    scale: {
      zero: false,
      nice: true,
      padding: 4,
      domainMin: low < 0 ? undefined : Math.max(0, low - room),
    },
  };
};

function lineLayers(
  chart: ChartSpec,
  marks: readonly Mark[],
  names: readonly (string | number)[],
): VegaLite[] {
  const { color, shape } = series(chart.color, names);
  const values = distinct(marks.map(({ x }) => x), chart.x);
  const x = {
    field: "x",
    type: "quantitative",
    title: heading(chart.x),
    scale: { type: chart.scale ?? "linear", nice: false, zero: false, padding: 8 },
    axis: {
      ...(values.length <= 8 ? { values } : { tickCount: 5 }),
      format: "~g",
      labelOverlap: true,
      grid: false,
    },
  };
  const y = { field: "y", ...quantitative(chart.y, marks.map(({ y }) => y)) };
  return [
    {
      transform: [{ filter: "isValid(datum.low)" }],
      mark: { type: "area", opacity: 0.15 },
      encoding: {
        x,
        y: { ...y, field: "low" },
        y2: { field: "high" },
        color: { ...color, legend: null },
      },
    },
    { mark: { type: "line", strokeWidth: 1.5 }, encoding: { x, y, color } },
    {
      mark: { type: "point", filled: true, size: 45, opacity: 1 },
      encoding: { x, y, color, shape },
    },
  ];
}

function dotLayers(
  chart: ChartSpec,
  marks: readonly Mark[],
  names: readonly (string | number)[],
): VegaLite[] {
  const { color, shape } = series(chart.color, names);
  const x = {
    field: "x",
    type: "nominal",
    sort: distinct(marks.map(({ x }) => x), chart.x),
    title: null,
    axis: { labelAngle: 0, grid: false },
  };
  const xOffset = { field: "series", type: "nominal", sort: names, scale: { paddingOuter: 0.6 } };
  const y = { field: "y", ...quantitative(chart.y, marks.map(({ y }) => y)) };
  return [
    {
      transform: [{ filter: "isValid(datum.low)" }],
      mark: { type: "rule", strokeWidth: 1.5 },
      encoding: {
        x,
        xOffset,
        y: { ...y, field: "low" },
        y2: { field: "high" },
        color: { ...color, legend: null },
      },
    },
    {
      mark: { type: "point", filled: true, size: 45, opacity: 1 },
      encoding: { x, xOffset, y, color, shape },
    },
  ];
}
