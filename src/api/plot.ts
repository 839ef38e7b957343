/**
 * Charts as a notebook shows them: the kit's, and those of one's own in the kit's looks.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { chart, type Displayable } from "../notebook/display.ts";
import type { VegaLite } from "../report/chart.ts";
import { drawPng, drawSvg } from "../report/draw.ts";
import { THEME } from "../report/theme.ts";

/**
 * Draws a Vega-Lite specification: interactive in JupyterLab, a picture wherever else the notebook is shown.
 *
 * @param spec data included, such as `{ values: result.runs() }`; `config` goes over the kit's own
 *
 * @throws {UsageError} if Vega-Lite cannot read the specification
 *
 * @example
 * ```ts
 * await plot({
 *   data: { values: result.runs() },
 *   mark: "point",
 *   encoding: { x: { field: "dev", type: "quantitative" }, y: { field: "test", type: "quantitative" } },
 * });
 * ```
 */
export async function plot(spec: VegaLite, text = "Chart"): Promise<Displayable> {
  const config = { ...THEME, ...(spec.config as VegaLite | undefined) };
  const themed = { ...spec, config };
  return showChart(themed, await drawOwn(themed), text);
}

async function drawOwn(spec: VegaLite): Promise<string> {
  try {
    return await drawSvg(spec);
  } catch (cause) {
    const { message } = cause as Error;
    throw new UsageError(`Cannot draw the chart: Vega-Lite cannot read it: ${message}`, { cause });
  }
}

/** Shows a chart that is drawn already. */
export function showChart(spec: VegaLite, svg: string, text: string): Displayable {
  return chart({ spec, svg, png: drawPng(svg, 1), text });
}
