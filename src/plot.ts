/**
 * Charts of one's own, in the kit's looks.
 *
 * @module
 */
import { chart, type Displayable } from "./notebook/display.ts";
import type { VegaLite } from "./report/chart.ts";
import { drawSvg } from "./report/draw.ts";
import { THEME } from "./report/theme.ts";

/**
 * Draws a Vega-Lite specification: interactive in JupyterLab, a picture wherever else the notebook is shown.
 *
 * @param spec data included, such as `{ values: result.runs() }`; `config` goes over the kit's own
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
  return chart({ spec: themed, svg: await drawSvg(themed), text });
}
