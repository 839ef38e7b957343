import { assert, assertEquals } from "@std/assert";
import { chart, JUPYTER_DISPLAY, markdown, table } from "../../src/notebook/display.ts";

Deno.test("chart() names the version of Vega-Lite that JupyterLab draws, and leaves the spec alone", () => {
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", mark: "bar" };
  const bundle = chart({ spec, svg: "<svg/>", png: new Uint8Array([1, 255]), text: "Scores" })
    [JUPYTER_DISPLAY]();
  assertEquals(bundle, {
    "application/vnd.vegalite.v5+json": {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      mark: "bar",
    },
    "image/svg+xml": "<svg/>",
    "image/png": "Af8=",
    "text/plain": "Scores",
  });
  assert(spec.$schema.endsWith("v6.json"));
});

Deno.test("table() and markdown() print as Markdown on a terminal", () => {
  const shown = table({ html: "<table></table>", markdown: "| a |" });
  assertEquals(Object.keys(shown[JUPYTER_DISPLAY]()), ["text/html", "text/markdown", "text/plain"]);
  assertEquals(Deno.inspect(shown), "| a |");
  assertEquals(Deno.inspect(markdown("**b**")), "**b**");
});
