/**
 * How all charts look: one font that is shipped with the kit, colours that colour-blind readers can
 * tell apart, and a shape for each colour.
 *
 * @module
 */
import { heading } from "./titles.ts";

/** The font of every text; `draw.ts` has its files. */
export const FONT = "DejaVu Sans";

/** Colours of Okabe and Ito 2008 that are strong enough on white, and two of Tol's that go with them. */
const COLORS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#333333",
  "#e69f00",
  "#56b4e9",
  "#882255",
  "#999933",
];

const SHAPES = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-right",
  "triangle-left",
];

/** Fixed places, so that a method has one colour and shape in all charts; its variants keep clear of it. */
const PLACES: Readonly<Record<string, number>> = {
  "Residual prompt tuning": 0,
  "Prompt tuning": 1,
  "Prompt tuning with MLP": 2,
  "Prompt tuning with LSTM": 3,
  "Fine-tuning": 4,
  "Adapter": 5,
  "AdapterDrop": 6,
  "ATTEMPT": 7,
  "SPoT": 8,
  "Shared": 0, // the network of residual prompt tuning as it is elsewhere
  "Separate": 7,
};

/** Where values without a fixed place look for one: first among those that our methods leave free. */
const FREE = [5, 6, 7, 8, 0, 1, 2, 3, 4];

/** How many series have a colour of their own. */
export const MOST_SERIES: number = COLORS.length;

/** A place for each value, its own or a free one; beyond {@linkcode MOST_SERIES} they repeat. */
function placesOf(values: readonly (string | number)[]): number[] {
  const fixed = values.map((value) => Object.hasOwn(PLACES, value) ? PLACES[value] : undefined);
  const free = FREE.filter((place) => !fixed.includes(place));
  let next = 0;
  return fixed.map((place) => place ?? free[next++ % free.length] ?? 0);
}

/**
 * Colour and shape channels for the values of a label key; the legend names both at once.
 *
 * @param hasLegend whether there is one
 */
export function series(key: string, values: readonly (string | number)[], hasLegend = true) {
  const places = placesOf(values);
  const legend = { title: heading(key), orient: "bottom", columns: 3, labelLimit: 320 };
  const channel = (range: readonly string[]) => ({
    field: "series",
    type: "nominal",
    scale: { domain: values, range: places.map((place) => range[place % range.length]!) },
    legend: hasLegend ? legend : null,
  });
  return { color: channel(COLORS), shape: channel(SHAPES) };
}

/** Every text: one that is left to the page is white in JupyterLab's dark theme, on our white ground. */
const TEXT = "#000000";

/** Vega-Lite configuration of every chart. */
export const THEME = {
  font: `${FONT}, sans-serif`, // notebooks draw with the reader's fonts
  background: "#ffffff",
  padding: 12,
  title: {
    anchor: "start",
    color: TEXT,
    fontSize: 15,
    subtitleColor: TEXT,
    subtitleFontSize: 11,
    subtitlePadding: 4,
    offset: 14,
  },
  style: { "guide-label": { fill: TEXT }, "guide-title": { fill: TEXT } }, // of axes, legends and headers
  axis: {
    labelFontSize: 10,
    titleFontSize: 10,
    titleFontWeight: "normal",
    gridColor: "#e6e6e6",
    domainColor: "#888888",
    tickColor: "#888888",
    labelLimit: 200,
  },
  legend: {
    labelFontSize: 11,
    titleFontSize: 11,
    symbolSize: 80,
    symbolOpacity: 1,
    titleFontWeight: "normal",
  },
  view: { stroke: "#cccccc" },
} as const;
