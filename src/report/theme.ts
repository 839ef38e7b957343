/**
 * How all charts look: one font that is shipped with the kit, colours that colour-blind readers can
 * tell apart, and a shape for each colour.
 *
 * @module
 */
import { heading } from "./titles.ts";

/** The font of every text; `draw.ts` has its files. */
export const FONT = "DejaVu Sans";

/** Colours of Okabe and Ito 2008 that are strong enough on white. */
const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#333333", "#e69f00", "#56b4e9"];

const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];

/** Fixed places of the methods, so that a method has one colour and shape in all charts. */
const METHODS = [
  "Residual prompt tuning",
  "Prompt tuning",
  "Prompt tuning with MLP",
  "Prompt tuning with LSTM",
  "Fine-tuning",
  "Adapter",
  "AdapterDrop",
  "ATTEMPT",
  "SPoT",
];

/**
 * Colour and shape channels for the values of a label key; the legend names both at once.
 *
 * Seven colours and six shapes: the pairs repeat only after 42 values.
 */
export function series(key: string, values: readonly (string | number)[]) {
  const places = values.map((value, i) =>
    METHODS.includes(String(value)) ? METHODS.indexOf(String(value)) : i
  );
  const legend = { title: heading(key), orient: "bottom", columns: 3, labelLimit: 320 };
  const channel = (range: readonly string[]) => ({
    field: "series",
    type: "nominal",
    scale: { domain: values, range: places.map((place) => range[place % range.length]!) },
    legend,
  });
  return { color: channel(COLORS), shape: channel(SHAPES) };
}

/** Vega-Lite configuration of every chart. */
export const THEME = {
  font: `${FONT}, sans-serif`, // notebooks draw with the reader's fonts
  background: "#ffffff",
  padding: 12,
  title: { anchor: "start", fontSize: 15, subtitleFontSize: 11, subtitlePadding: 4, offset: 14 },
  axis: {
    labelFontSize: 10,
    titleFontSize: 11,
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
