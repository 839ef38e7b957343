import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { plot } from "../../src/mod.ts";
import { JUPYTER_DISPLAY } from "../../src/notebook/display.ts";

const SPEC = {
  data: { values: [{ dev: 90, test: 88 }, { dev: 70, test: 72 }] },
  mark: "point",
  encoding: {
    x: { field: "dev", type: "quantitative" },
    y: { field: "test", type: "quantitative" },
  },
};

Deno.test("plot() shows a chart of one's own, interactive and as a picture", async () => {
  const bundle = (await plot(SPEC, "dev and test"))[JUPYTER_DISPLAY]();
  assertEquals(bundle["text/plain"], "dev and test");
  assertStringIncludes(String(bundle["image/svg+xml"]), ">dev</text>");
  const spec = bundle["application/vnd.vegalite.v5+json"] as { data: unknown };
  assertEquals(spec.data, SPEC.data);
});

Deno.test("plot() draws in the kit's looks, unless the chart says otherwise", async () => {
  const own = { ...SPEC, config: { background: "#123456" } };
  const svg = String((await plot(own))[JUPYTER_DISPLAY]()["image/svg+xml"]);
  assertStringIncludes(svg, "DejaVu Sans");
  assertStringIncludes(svg, "#123456");
});

Deno.test("plot() says of a specification that is none that Vega-Lite cannot read it", async () => {
  const wrong = { ...SPEC, mark: "pont" };
  await assertRejects(() => plot(wrong), UsageError, "Vega-Lite cannot read it");
});
