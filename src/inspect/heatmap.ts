/**
 * Similarities of prompts as a heat map, one picture for each measure.
 *
 * @module
 */
import type { VegaLite } from "../report/chart.ts";
import { THEME } from "../report/theme.ts";
import { knownMeasures } from "./grids.ts";
import { withoutShared } from "./names.ts";
import type { Similarity } from "./similarity.ts";

/** Widest picture, and the largest square, in units of the SVG. */
const WIDTH = 220;
const SQUARE = 56;

/** Pictures in a row: as many as fit into the cell of a notebook. */
const COLUMNS = 2;

/** Smallest square that has room for its number. */
const ROOMY = 30;

/** Cosine from which on white numbers are readable, and black ones no longer. */
const DARK = 0.65;

/** Draws each measure; colours go from -1 over white at 0 to 1. */
export function toHeatmap(found: readonly Similarity[]): VegaLite {
  const given = [...new Set(found.map(({ first }) => first))];
  const names = withoutShared(given);
  const nameOf = (name: string) => names[given.indexOf(name)]!;
  const similarities = found.map((pair) => ({
    ...pair,
    first: nameOf(pair.first),
    second: nameOf(pair.second),
  }));
  const square = Math.min(SQUARE, Math.floor(WIDTH / names.length));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: {
      text: "How alike are the prompts?",
      frame: "group",
      subtitle: [
        "Tokens: as in SPoT (Vu et al. 2022, section 3). Moves: trained prompt minus first prompt.",
      ],
    },
    config: THEME,
    spacing: 24,
    data: { values: similarities },
    columns: COLUMNS,
    concat: knownMeasures(similarities).map(([field, title], i) => ({
      title: { text: title, fontSize: 12, anchor: "start", offset: 10 },
      width: square * names.length,
      height: square * names.length,
      layer: layersOf(field, names, {
        hasNumbers: square >= ROOMY,
        hasNames: i % COLUMNS === 0,
        hasLegend: i === 0,
      }),
    })),
  };
}

function layersOf(
  field: keyof Similarity,
  names: readonly string[],
  { hasNumbers, hasNames, hasLegend }: Readonly<
    Record<"hasNumbers" | "hasNames" | "hasLegend", boolean>
  >,
): VegaLite[] {
  const axis = { title: null, grid: false, ticks: false, domain: false };
  const place = {
    x: { field: "second", type: "nominal", sort: names, axis: { ...axis, labelAngle: -45 } },
    y: { field: "first", type: "nominal", sort: names, axis: hasNames ? axis : null },
  };
  const color = {
    field,
    type: "quantitative",
    scale: { scheme: "blueorange", domain: [-1, 1], reverse: true },
    legend: hasLegend ? { title: "Cosine", gradientLength: 120, format: ".1f" } : null,
  };
  const tooltip = [
    { field: "first", title: "Prompt" },
    { field: "second", title: "Other prompt" },
    { field, title: "Cosine", format: ".3f" },
  ];
  const squares = {
    mark: { type: "rect", stroke: "#ffffff" },
    encoding: { ...place, color, tooltip },
  };
  if (!hasNumbers) return [squares];
  const isDark = `abs(datum.${field}) > ${DARK}`;
  const numbers = {
    mark: { type: "text", fontSize: 11 },
    encoding: {
      ...place,
      text: { field, type: "quantitative", format: ".2f" },
      color: { condition: { test: isDark, value: "#ffffff" }, value: "#000000" },
      tooltip,
    },
  };
  return [squares, numbers];
}
