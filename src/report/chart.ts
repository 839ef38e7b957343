/**
 * Charts as Vega-Lite specifications: ours in the upper panel, the paper's numbers in panels of
 * their own below, because other models on other data share no axis with ours.
 *
 * @module
 */
import { distinct, isCount, type Mark, ourMarks, paperMarks } from "./marks.ts";
import { series, THEME } from "./theme.ts";
import { heading, ownTitle } from "./titles.ts";
import type { Beside, ChartSpec, ShownResult } from "./view.ts";

/** A Vega-Lite specification, plain JSON with its data. */
export type VegaLite = Readonly<Record<string, unknown>>;

/** Up to so many places on the x axis have bars, more have a band. */
const FEW = 6;

/** Width of a row of pictures in units of the SVG, from the first y axis to the right edge. */
const WIDTH = 760;

/** Room between two pictures for the numbers of a y axis. */
const GAP = 40;

/**
 * Makes the chart of an experiment from its finished runs.
 *
 * `$schema` says v5, which JupyterLab 4 draws without a warning; nothing in the specification is
 * newer than that.
 */
export function toChart(result: ShownResult): VegaLite {
  const { experiment: { view: { chart }, question, source }, tier } = result;
  const isDrawn = ({ marks }: { readonly marks: readonly Mark[] }) => marks.length > 0;
  const paper = chart.beside.map((beside) => paperPanel(chart, beside)).filter(isDrawn);
  const panels = [
    ...ourMarks(result).map(({ model, marks }) => ({
      title: ownTitle(tier, model),
      marks,
    })),
    ...paper,
  ].filter(isDrawn);
  const marks = panels.flatMap(({ marks }) => marks);
  const names = distinct(marks.map(({ series }) => series), chart.color);
  const facets = distinct(marks.map(({ facet }) => facet), chart.facet ?? "");
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: {
      text: question,
      frame: "group",
      subtitle: subtitleOf(source, spreadsOf(chart, panels), marks, paper.length > 0),
    },
    config: THEME,
    spacing: 30,
    vconcat: panels.map(({ title, marks }) => toPanel(chart, title, marks, facets, names)),
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

/** What shows a deviation in the pictures of a chart: `Bars`, `Bands`, or both; empty where there is none. */
function spreadsOf(
  chart: ChartSpec,
  panels: readonly { readonly marks: readonly Mark[] }[],
): string {
  const words = panels.flatMap((
    { marks },
  ) => [...Map.groupBy(marks, ({ facet }) => facet).values()])
    .filter((marks) => marks.some(({ low }) => low !== undefined))
    .map((marks) => hasBand(chart, marks) ? "bands" : "bars");
  const text = [...new Set(words)].sort().join(" and ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function subtitleOf(
  source: string,
  spreads: string,
  marks: readonly Mark[],
  hasPaper: boolean,
): string[] {
  const counts = [...new Set(marks.flatMap(({ n }) => n ?? []))].sort((a, b) => a - b);
  const seeds = counts.length < 2 ? counts.join() : `${counts[0]} to ${counts.at(-1)}`;
  return [
    ...(spreads === "" ? [] : [
      `${spreads}: mean ± one standard deviation over seeds (n = ${seeds}).`,
    ]),
    ...(hasPaper ? [`${source}. Model and data differ: compare shapes, not levels.`] : []),
  ];
}

/**
 * One source: a picture for each facet, side by side.
 *
 * @param facets of all sources: a facet stands in the same column in every panel, so that ours is right
 * above the paper's
 */
function toPanel(
  chart: ChartSpec,
  title: string,
  marks: readonly Mark[],
  facets: readonly (string | number)[],
  names: readonly (string | number)[],
): VegaLite {
  const width = Math.floor((WIDTH - GAP * (facets.length - 1)) / facets.length);
  const first = facets.find((facet) => marks.some((mark) => mark.facet === facet));
  return {
    title: { text: title, fontSize: 12, anchor: "start", frame: "group", offset: 10 },
    spacing: GAP,
    bounds: "flush",
    hconcat: facets.map((facet) => {
      const shown = marks.filter((mark) => mark.facet === facet);
      if (shown.length === 0) return { ...BLANK, width };
      return {
        ...(facet === "" ? {} : {
          title: { text: String(facet), fontSize: 11, anchor: "middle", frame: "group", offset: 6 },
        }),
        data: { values: shown },
        width,
        height: 190,
        layer: toLayers(chart, shown, names, width, facet === first),
      };
    }),
  };
}

/** Keeps the place of a picture that this source does not have. */
const BLANK = {
  data: { values: [] },
  mark: "point",
  view: { stroke: null },
  height: 190,
};

function toLayers(
  chart: ChartSpec,
  marks: readonly Mark[],
  names: readonly (string | number)[],
  width: number,
  first: boolean,
): VegaLite[] {
  const { color, shape } = series(chart.color, names, !isNamedBelow(chart));
  const x = chart.mark === "dots" ? wordAxis(chart, marks, names) : numberAxis(chart, marks, width);
  const isLoss = marks.some(({ facet }) => String(facet).endsWith("(nats)"));
  const y = {
    field: "y",
    type: "quantitative",
    title: first ? chart.y : null,
    ...(isLoss ? { scale: { zero: true }, axis: { tickCount: 5 } } : percentScale(marks)),
  };
  const spread = { ...x, y: { ...y, field: "low" }, y2: { field: "high" }, color };
  const hasSpread = { transform: [{ filter: "isValid(datum.low)" }] };
  const aside = hasSettings(chart) ? { xOffset: { expr: dodge(names) } } : {};
  const points = {
    mark: { type: "point", filled: true, size: 45, opacity: 1, ...aside },
    encoding: { ...x, y, color, shape, tooltip: tooltip(chart, marks, isLoss) },
  };
  const bars = {
    ...hasSpread,
    mark: { type: "rule", strokeWidth: 1.5, ...aside },
    encoding: spread,
  };
  const line = { mark: { type: "line", strokeWidth: 1.5, ...aside }, encoding: { ...x, y, color } };
  if (chart.mark === "dots") return [bars, points];
  if (!hasBand(chart, marks)) return [bars, line, points];
  return [
    { ...hasSpread, mark: { type: "area", opacity: 0.15 }, encoding: spread },
    line,
    points,
  ];
}

/** Whether deviations are a band: bars at many places would be a thicket. */
function hasBand(chart: ChartSpec, marks: readonly Mark[]): boolean {
  return chart.mark === "lines" && distinct(marks.map(({ x }) => x), chart.x).length > FEW;
}

/** Whether x is a setting that all series were given, such as a length of the prompt. */
function hasSettings({ mark, x, scale }: ChartSpec): boolean {
  return mark === "lines" && scale === "log" && !isCount(x);
}

/** Units by which series stand aside of each other where they share an x, so that none hides another. */
const DODGE = 4;

function dodge(names: readonly (string | number)[]): string {
  return `${DODGE} * (indexof(${JSON.stringify(names)}, datum.series) - ${(names.length - 1) / 2})`;
}

/** What is shown of a mark under the pointer; the paper's have neither deviation nor seeds. */
function tooltip(chart: ChartSpec, marks: readonly Mark[], isLoss: boolean) {
  const format = isLoss ? ".3f" : ".1f";
  return [
    { field: "series", title: heading(chart.color) },
    { field: "x", title: heading(chart.x) },
    { field: "y", title: chart.y ?? "Mean", format },
    ...(marks.some(({ low }) => low !== undefined)
      ? [
        { field: "low", title: "Mean − SD", format },
        { field: "high", title: "Mean + SD", format },
      ]
      : []),
    ...(marks.some(({ n }) => n !== undefined) ? [{ field: "n", title: "Seeds" }] : []),
  ];
}

/** The scale of scores: clamped, as a deviation may reach beyond 0 or 100, where no score is. */
function percentScale(marks: readonly Mark[]) {
  const ticks = percentTicks(marks);
  return {
    scale: { domain: [ticks[0], ticks.at(-1)], nice: false, clamp: true },
    axis: { values: ticks },
  };
}

/** Distances of the ticks of a score, and most spaces between them. */
const STEPS = [2, 5, 10, 20] as const;
const SPACES = 5;

/**
 * Ticks around all marks and their bars, within 0 and 100; the picture ends at the first and the last.
 *
 * Five spaces of two points is the least: less would blow up differences that mean nothing.
 */
function percentTicks(marks: readonly Mark[]): number[] {
  const low = Math.max(0, Math.min(...marks.map(({ y, low }) => low ?? y)));
  const high = Math.min(100, Math.max(...marks.map(({ y, high }) => high ?? y)));
  const spaces = (step: number) => Math.ceil(high / step) - Math.floor(low / step);
  const step = STEPS.find((step) => spaces(step) <= SPACES) ?? 20;
  const count = step === STEPS[0] ? SPACES : spaces(step);
  const missing = count - spaces(step);
  const bottom = Math.floor(low / step) - Math.floor(missing / 2);
  const start = Math.min(Math.max(0, bottom), 100 / step - count);
  return Array.from({ length: count + 1 }, (_, i) => step * (start + i));
}

/** "Average without WSC" is wider than its place: it breaks into two lines. */
const BROKEN_LABEL = `split(replace(datum.label, " without", "|without"), "|")`;

/** Whether each series has a place of its own, with its name below the axis. */
function isNamedBelow({ x, color }: ChartSpec): boolean {
  return x === color;
}

/** Words as places, the series side by side within each. */
function wordAxis(chart: ChartSpec, marks: readonly Mark[], names: readonly (string | number)[]) {
  const x = {
    field: "x",
    type: "nominal",
    sort: distinct(marks.map(({ x }) => x), chart.x),
    title: null,
    axis: { labelAngle: 0, grid: false, labelExpr: BROKEN_LABEL },
  };
  if (isNamedBelow(chart)) {
    // "Prompt tuning, promptLength 20" is a line for each part
    return { x: { ...x, axis: { ...x.axis, labelExpr: `split(datum.label, ", ")` } } };
  }
  return {
    x,
    xOffset: { field: "series", type: "nominal", sort: names, scale: { paddingOuter: 0.8 } },
  };
}

/** Numbers on a scale; few of them on a logarithmic one have a tick each. */
function numberAxis(chart: ChartSpec, marks: readonly Mark[], width: number) {
  const values = distinct(marks.map(({ x }) => x), chart.x);
  const isSparse = chart.scale === "log" && values.length <= 8;
  return {
    x: {
      field: "x",
      type: "quantitative",
      title: `${heading(chart.x)}${chart.scale === "log" ? " (log)" : ""}`,
      scale: { type: chart.scale ?? "linear", nice: false, zero: false, padding: 12 },
      axis: {
        ...(isSparse ? { values } : { tickCount: 5 }),
        ...(isSparse && !isCount(chart.x) && isCrowded(values.map(Number), width)
          ? { labelAngle: -90 }
          : {}),
        // plain numbers: vega's own formats round ticks that are not its own
        labelExpr: isCount(chart.x) ? "format(datum.value, '.3~s')" : "'' + datum.value",
        labelOverlap: "greedy",
        grid: false,
      },
    },
  };
}

/** Whether ticks on a logarithmic scale stand so close that their numbers would hide one another. */
function isCrowded(values: readonly number[], width: number): boolean {
  const places = values.map(Math.log);
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
