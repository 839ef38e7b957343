/** JupyterLab's dark theme colours what a chart leaves open, whatever ground the chart has. */
import { assertEquals } from "@std/assert";
import { compile } from "vega-lite";
import * as vega from "vega";
import { THEME } from "../../src/report/theme.ts";

/** The dark theme of vega-embed, as JupyterLab hands it to the compiler. */
const DARK = {
  background: "#333333",
  title: { color: "#fff000", subtitleColor: "#fff000" },
  style: { "guide-label": { fill: "#fff000" }, "guide-title": { fill: "#fff000" } },
  axis: { domainColor: "#fff000", gridColor: "#fff000", tickColor: "#fff000" },
  view: { stroke: "#fff000" },
};

Deno.test("a chart has the colours of the kit, in a dark page too", async () => {
  const spec = {
    title: { text: "Title", subtitle: "Subtitle" },
    data: { values: [{ x: 1, y: 2, series: "a", task: "RTE" }] },
    mark: "point",
    encoding: {
      facet: { field: "task", title: "Task" },
      x: { field: "x", type: "quantitative" },
      y: { field: "y", type: "quantitative" },
      color: { field: "series", type: "nominal" },
    },
    config: THEME,
  };
  const compiled = compile(spec as unknown as Parameters<typeof compile>[0], { config: DARK });
  const svg = await new vega.View(vega.parse(compiled.spec), { renderer: "none" }).toSVG();
  assertEquals(
    ["Title", "Subtitle", "Task", "RTE", "series"].filter((text) => !svg.includes(`>${text}<`)),
    [],
  );
  assertEquals(svg.match(/#fff000|#333333/g), null);
});
