/**
 * Draws charts without a browser: Vega-Lite to SVG, SVG to PNG, the same bytes each time.
 *
 * @module
 */
// @ts-types="./resvg.d.ts"
import { Resvg } from "@resvg/resvg-js";
// Imported so that the package is there; only its font files are used.
import "dejavu-fonts-ttf/package.json" with { type: "json" };
import { fileURLToPath } from "node:url";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { VegaLite } from "./chart.ts";
import { FONT } from "./theme.ts";

/**
 * Widths of texts without a canvas: vega guesses 0.8 em for a character and so drops labels that
 * would fit; characters of DejaVu Sans are 0.6 em wide on average.
 */
const EM_PER_CHARACTER = 0.62;
interface TextMetrics {
  width: (item: { readonly fontSize?: number }, text: unknown) => number;
}
const { textMetrics } = vega as unknown as { textMetrics: TextMetrics }; // its types leave it out
textMetrics.width = ({ fontSize = 11 }, text) =>
  Math.ceil(EM_PER_CHARACTER * fontSize * String(text ?? "").length);

/** Draws a Vega-Lite specification as SVG, its text as text. */
export async function drawSvg(spec: VegaLite): Promise<string> {
  const compiled = compile(spec as unknown as TopLevelSpec, { logger: SILENT });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logger: SILENT });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}

/** The files of the font, regular and bold. */
export const FONT_FILES: string[] = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`))
);

/** Pixels for each unit of the SVG where nothing else is asked for: sharp on screens of high density. */
const SCALE = 2;

/**
 * Draws an SVG as PNG with the font that the kit ships.
 *
 * System fonts are never used: they would make the bytes differ from machine to machine, and
 * without any font the text would be left out without a word.
 */
export function drawPng(svg: string, scale: number = SCALE): Uint8Array {
  const drawing = new Resvg(svg, {
    font: { fontFiles: FONT_FILES, loadSystemFonts: false, defaultFontFamily: FONT },
    fitTo: { mode: "zoom", value: scale },
  });
  return new Uint8Array(drawing.render().asPng());
}

/** Vega tells of the older schema and of empty domains; both are known and harmless. */
const SILENT: vega.LoggerInterface = {
  level: ((_level?: number) => _level === undefined ? 0 : SILENT) as vega.LoggerInterface["level"],
  error(...message: readonly unknown[]) {
    throw new TypeError(`Cannot draw a chart: ${message.join(" ")}`);
  },
  warn: () => SILENT,
  info: () => SILENT,
  debug: () => SILENT,
};
