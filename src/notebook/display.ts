/**
 * Charts, tables, Markdown and live progress as a notebook shows them.
 *
 * Everything here takes finished text and data; it draws nothing itself. Outside a notebook the same values print
 * as plain text.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { MimeBundle } from "./message.ts";

/** The method that a kernel calls to show a value. */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never;

/** The method that a terminal calls to print a value. */
export const INSPECT: unique symbol = Symbol.for("Deno.customInspect") as never;

// JupyterLab 4 draws Vega-Lite 5 and nothing newer. Specs of version 6 without its novelties are valid in 5.
const VEGA_LITE_MIME = "application/vnd.vegalite.v5+json";
const VEGA_LITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** A value that a notebook shows richly and a terminal as text. */
export interface Displayable {
  [JUPYTER_DISPLAY](): MimeBundle;
}

/** Shows the richest of several formats that the front end knows; `text/plain` is for terminals. */
function displayable(bundle: MimeBundle & { "text/plain": string }): Displayable {
  return {
    [JUPYTER_DISPLAY]: () => bundle,
    [INSPECT]: () => bundle["text/plain"],
  } as Displayable;
}

/**
 * Shows a chart: interactive in JupyterLab, as a picture wherever else notebooks are rendered.
 *
 * No `text/html` is added: JupyterLab would prefer it to the interactive chart. Where there is no PNG, JupyterLab
 * adds one of its own, and a notebook that was only read counts as changed.
 *
 * @param chart `spec`: Vega-Lite, of any version; `svg`, `png`: the same chart drawn; `text`: what it shows, in a few
 * words
 */
export function chart(
  { spec, svg, png, text }: {
    spec: Readonly<Record<string, unknown>>;
    svg: string;
    png: Uint8Array;
    text: string;
  },
): Displayable {
  return displayable({
    [VEGA_LITE_MIME]: { ...spec, $schema: VEGA_LITE_SCHEMA },
    "image/svg+xml": svg,
    "image/png": Buffer.from(png).toString("base64"),
    "text/plain": text,
  });
}

/** Shows a table; `markdown` is the same table for terminals and for export. */
export function table({ html, markdown }: { html: string; markdown: string }): Displayable {
  return displayable({ "text/html": html, "text/markdown": markdown, "text/plain": markdown });
}

/** Shows Markdown. */
export function markdown(text: string): Displayable {
  return displayable({ "text/markdown": text, "text/plain": text });
}
