/**
 * Charts as Vega-Lite specifications: ours in the upper panel, the paper's numbers in panels of
 * their own below, because other models on other data share no axis with ours.
 *
 * @module
 */
import { distinct, type Mark, ourMarks, paperMarks } from "./marks.ts";
import { series, THEME } from "./theme.ts";
import { heading } from "./titles.ts";
import type { Beside, ChartSpec, ShownResult } from "./view.ts";

/** A Vega-Lite specification, plain JSON with its data. */
export type VegaLite = Readonly<Record<string, unknown>>;

/** Up to so many places on the x axis have bars, more have a band. */
const FEW = 6;

/** Width of a whole panel in units of the SVG, axes not counted. */
const WIDTH = 800;

/**
 * Makes the chart of an experiment from its finished runs.
 *
 * `$schema` says v5, which JupyterLab 4 draws without a warning; nothing in the specification is
 * newer than that.
 */
export function toChart(result: ShownResult): VegaLite {
  const { experiment: { view: { chart }, title, source }, tier } = result;
  const panels = [
    ...ourMarks(result).map(({ model, marks }) => ({
      title: `ours: ${model === "" ? tier.title : `${model}, ${tier.title}`}`,
      marks,
    })),
    ...chart.beside.map((beside) => paperPanel(chart, beside)),
  ].filter(({ marks }) => marks.length > 0);
  const names = distinct(
    panels.flatMap(({ marks }) => marks.map((mark) => mark.series)),
    chart.color,
  );
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: { text: title, subtitle: subtitleOf(source, panels.length > 1) },
    config: THEME,
    spacing: 30,
    vconcat: panels.map(({ title, marks }) => toPanel(chart, title, marks, names)),
  };
}

/** A panel of the paper's, whose title says where a mark is not at the printed number. */
function paperPanel(chart: ChartSpec, beside: Beside) {
  const marks = paperMarks(chart, beside);
  const corrected = distinct(
    marks.filter(({ printed }) => printed !== undefined).map(({ series }) => series),
    chart.color,
  );
  const note = corrected.length === 0 ? "" : `; ${corrected.join(", ")}: corrected, see ‡`;
  return { title: `paper: ${beside.title}${note}`, marks };
}

function subtitleOf(source: string, hasPaper: boolean): string[] {
  const spread = "Bars and bands: mean ± one standard deviation over seeds.";
  return hasPaper
    ? [spread, `${source}. Model and data differ: compare shapes, not levels.`]
    : [spread];
}

/** One source: a picture for each facet, side by side. */
function toPanel(
  chart: ChartSpec,
  title: string,
  marks: readonly Mark[],
  names: readonly (string | number)[],
): VegaLite {
  const facets = distinct(marks.map(({ facet }) => facet), chart.facet ?? "");
  const width = Math.floor(WIDTH / Math.max(facets.length, chart.mark === "dots" ? 1 : 2)) - 40;
  const pictures = facets.map((facet, i) => ({
    ...(facet === "" ? {} : {
      title: { text: String(facet), fontSize: 11, anchor: "middle", frame: "group", offset: 6 },
    }),
    data: { values: marks.filter((mark) => mark.facet === facet) },
    width,
    height: 190,
    layer: toLayers(chart, marks.filter((mark) => mark.facet === facet), names, width, i === 0),
  }));
  return {
    title: { text: title, fontSize: 12, anchor: "start", offset: 10 },
    spacing: 16,
    hconcat: pictures,
  };
}

function toLayers(
  chart: ChartSpec,
  marks: readonly Mark[],
  names: readonly (string | number)[],
  width: number,
  first: boolean,
): VegaLite[] {
  const { color, shape } = series(chart.color, names);
  const x = chart.mark === "dots" ? wordAxis(chart, marks, names) : numberAxis(chart, marks, width);
  const isLoss = marks.some(({ facet }) => String(facet).endsWith("(nats)"));
  const y = {
    field: "y",
    type: "quantitative",
    title: first ? chart.y : null,
    scale: isLoss ? { zero: true } : { domain: percentDomain(marks), nice: false },
    axis: { tickCount: 5 },
  };
  const spread = { ...x, y: { ...y, field: "low" }, y2: { field: "high" }, color };
  const hasSpread = { transform: [{ filter: "isValid(datum.low)" }] };
  const points = {
    mark: { type: "point", filled: true, size: 45, opacity: 1 },
    encoding: { ...x, y, color, shape },
  };
  const bars = { ...hasSpread, mark: { type: "rule", strokeWidth: 1.5 }, encoding: spread };
  const line = { mark: { type: "line", strokeWidth: 1.5 }, encoding: { ...x, y, color } };
  if (chart.mark === "dots") return [bars, points];
  if (distinct(marks.map(({ x }) => x), chart.x).length <= FEW) return [bars, line, points];
  return [
    { ...hasSpread, mark: { type: "area", opacity: 0.15 }, encoding: spread },
    line,
    points,
  ];
}

/** Least height of a picture in points: less would blow up differences that mean nothing. */
const LEAST_SPAN = 10;

/** Whole multiples of five around all marks and their bars, within 0 and 100. */
function percentDomain(marks: readonly Mark[]): [number, number] {
  const low = Math.max(0, Math.min(...marks.map(({ y, low }) => low ?? y)) - 1);
  const high = Math.min(100, Math.max(...marks.map(({ y, high }) => high ?? y)) + 1);
  const missing = Math.max(0, LEAST_SPAN - (high - low)) / 2;
  const bottom = Math.max(0, 5 * Math.floor((low - missing) / 5));
  const top = Math.min(100, 5 * Math.ceil((high + missing) / 5));
  return [bottom, Math.max(top, bottom + LEAST_SPAN)];
}

/** Words as places, the series side by side within each. */
function wordAxis(chart: ChartSpec, marks: readonly Mark[], names: readonly (string | number)[]) {
  return {
    x: {
      field: "x",
      type: "nominal",
      sort: distinct(marks.map(({ x }) => x), chart.x),
      title: null,
      // "Average without WSC" is wider than its place: it breaks into two lines
      axis: {
        labelAngle: 0,
        grid: false,
        labelExpr: `split(replace(datum.label, " without", "|without"), "|")`,
      },
    },
    xOffset: { field: "series", type: "nominal", sort: names, scale: { paddingOuter: 0.8 } },
  };
}

/** Numbers on a scale; with few of them, each has its tick. */
function numberAxis(chart: ChartSpec, marks: readonly Mark[], width: number) {
  const values = distinct(marks.map(({ x }) => x), chart.x);
  const isCount = chart.x.endsWith("Parameters");
  return {
    x: {
      field: "x",
      type: "quantitative",
      title: heading(chart.x),
      scale: { type: chart.scale ?? "linear", nice: false, zero: false, padding: 12 },
      axis: {
        ...(values.length <= 8 ? { values } : { tickCount: 5 }),
        ...(!isCount && isCrowded(chart, values.map(Number), width) ? { labelAngle: -90 } : {}),
        // plain numbers: vega's own formats round ticks that are not its own
        labelExpr: isCount ? "format(datum.value, '.3~s')" : "'' + datum.value",
        labelOverlap: "greedy",
        grid: false,
      },
    },
  };
}

/** Whether ticks stand so close that numbers beside each other would hide one another. */
function isCrowded({ scale }: ChartSpec, values: readonly number[], width: number): boolean {
  if (values.length > 8) return false;
  const places = values.map((value) => scale === "log" ? Math.log(value) : value);
  const span = Math.max(...places) - Math.min(...places);
  return values.slice(1).some((value, i) => {
    const room = (places[i + 1]! - places[i]!) / span * width;
    return room < (textWidth(values[i]!) + textWidth(value)) / 2;
  });
}

/** Width of a number below an axis with a gap beside it, at 10 units of height. */
function textWidth(value: number): number {
  return 6.2 * String(value).length + 5;
}
