import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
// @ts-types="../../src/report/resvg.d.ts"
import { Resvg } from "@resvg/resvg-js";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import { toChart } from "../../src/report/chart.ts";
import { drawPng, drawSvg, FONT_FILES } from "../../src/report/draw.ts";
import { fakeResult } from "./_fake.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { BROKEN, TIER, WHOLE } from "./_small.ts";
import { MOST_SERIES, series } from "../../src/report/theme.ts";
import type { ShownExperiment } from "../../src/report/view.ts";

Deno.test("toChart() looks as it did, data included", async () => {
  await assertSnapshot(`${JSON.stringify(toChart(WHOLE), null, 1)}\n`, "whole.vl.json");
});

Deno.test("toChart() keeps the paper's numbers out of our panel", () => {
  const { vconcat } = toChart(WHOLE) as {
    vconcat: { title: { text: string }; hconcat: { data: { values: { y: number }[] } }[] }[];
  };
  assertEquals(vconcat.map(({ title }) => title.text), [
    "ours: Mini T5, synthetic tasks",
    "paper: T5-Base, SuperGLUE; Residual prompt tuning: corrected, see ‡",
  ]);
  const printed = vconcat[1]!.hconcat[0]!.data.values.map(({ y }) => y);
  assertEquals(printed.slice(0, 6), [60, 40, 50, 66, 47, 55.5]); // 47 is corrected, from 45
});

/** Pictures of a chart by panel; undefined where a source has none. */
function pictures(experiment: ShownExperiment) {
  const { vconcat } = toChart(fakeResult(experiment, TIER)) as {
    vconcat: { hconcat: { title?: { text: string }; width: number; layer?: Layer[] }[] }[];
  };
  return vconcat.map(({ hconcat }) => hconcat);
}

interface Layer {
  readonly mark: { readonly type: string; readonly xOffset?: unknown };
  readonly encoding: {
    readonly y: {
      readonly scale: { readonly domain: number[] };
      readonly axis: { readonly values: number[] };
    };
  };
}

Deno.test("toChart() puts a task in the same column in every panel", () => {
  const [ours, paper] = pictures(EXPERIMENTS.few_shot);
  const titles = (row: typeof ours) => row!.map(({ title }) => title?.text ?? "");
  assertEquals(titles(paper), ["BoolQ", "RTE", "WiC", "WSC", "Average"]);
  assertEquals(titles(ours), ["", "RTE", "WiC", "", "Average"]);
  assertEquals(new Set([...ours!, ...paper!].map(({ width }) => width)).size, 1);
});

Deno.test("a picture of scores ends at its first and last tick, around all marks, in round steps", () => {
  for (const experiment of Object.values(EXPERIMENTS)) {
    for (const { layer } of pictures(experiment).flat()) {
      if (layer === undefined) continue;
      const { scale: { domain }, axis: { values } } = layer[0]!.encoding.y;
      assertEquals(domain, [values[0]!, values.at(-1)!]);
      assert(values[0]! >= 0 && values.at(-1)! <= 100, values.join());
      assert(values.at(-1)! - values[0]! >= 10, "small differences would look large");
      assert(values.every((value) => value % (values[1]! - values[0]!) === 0), values.join());
    }
  }
});

Deno.test("series stand aside of each other at settings, and exactly at what was counted", () => {
  const offsets = (experiment: ShownExperiment) =>
    pictures(experiment).flat().flatMap(({ layer }) => layer ?? [])
      .filter(({ mark }) => mark.type === "point").map(({ mark }) => "xOffset" in mark);
  assertEquals(new Set(offsets(EXPERIMENTS.prompt_length)), new Set([true]));
  assertEquals(new Set(offsets(EXPERIMENTS.parameters)), new Set([false]));
  assertEquals(new Set(offsets(EXPERIMENTS.convergence)), new Set([false]));
});

Deno.test("toChart() draws no bar for a single run", () => {
  const text = JSON.stringify(toChart(BROKEN));
  const marks = [...text.matchAll(/\{"x":"RTE","facet":"","series":"Fine-tuning"[^}]*\}/g)];
  assertEquals(marks.length, 1);
  assertEquals(marks[0]![0].includes("low"), false);
});

Deno.test("drawSvg() keeps text as text, and drawPng() shows it", async () => {
  const svg = await drawSvg(toChart(WHOLE));
  for (
    const text of [
      "Does the report say what the runs say?",
      "ours: Mini T5, synthetic tasks",
      "Fine-tuning",
    ]
  ) {
    assertStringIncludes(svg, `>${text}</text>`);
  }
  const mute = svg.replaceAll(/>[^<>]+<\/text>/g, "></text>");
  assertNotEquals(drawPng(svg), drawPng(mute));
});

Deno.test("drawSvg() and drawPng() give the same bytes each time", async () => {
  const [first, second] = [await drawSvg(toChart(WHOLE)), await drawSvg(toChart(WHOLE))];
  assertEquals(first, second);
  assertEquals(drawPng(first), drawPng(second));
});

Deno.test("every experiment's chart is drawn, and no text stands outside it", async () => {
  for (const [name, experiment] of Object.entries(EXPERIMENTS)) {
    const svg = await drawSvg(toChart(fakeResult(experiment, TIER)));
    const drawing = new Resvg(svg, {
      font: { fontFiles: FONT_FILES, loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
    });
    const box = drawing.getBBox()!;
    assert(box.x >= 0 && box.y >= 0, `${name} begins at ${box.x}, ${box.y}`);
    assert(box.x + box.width <= drawing.width + 0.5, `${name} is ${box.width} wide`);
    assert(box.y + box.height <= drawing.height + 0.5, `${name} is ${box.height} high`);
  }
});

Deno.test("a chart of no runs shows the paper's panel alone", async () => {
  const cells = WHOLE.cells.map((cell) => ({ ...cell, records: [] }));
  const svg = await drawSvg(toChart({ ...WHOLE, cells }));
  assertStringIncludes(svg, "paper: T5-Base, SuperGLUE");
  assertEquals(svg.includes("ours:"), false);
});

Deno.test("every learning rate that was tried can be read below the axis", async () => {
  const svg = await drawSvg(toChart(fakeResult(EXPERIMENTS.learning_rate, TIER)));
  const labels = [...svg.matchAll(/<text[^>]*opacity="(\d)">0\.0[13]</g)];
  assert(labels.length >= 4);
  assertEquals(labels.filter(([, opacity]) => opacity === "0"), []);
});

Deno.test("no chart has a mark without a number", () => {
  for (const [name, experiment] of Object.entries(EXPERIMENTS)) {
    const text = JSON.stringify(toChart(fakeResult(experiment, TIER)));
    assertEquals(text.match(/"(y|low|high)":null/g), null, name);
  }
});

Deno.test("a method looks the same in all charts, and one of your own like no other", () => {
  const looks = (names: readonly string[]) => {
    const { color, shape } = series("method", names);
    return names.map((_, i) => `${color.scale.range[i]} ${shape.scale.range[i]}`);
  };
  const kit = ["Prompt tuning", "Prompt tuning with MLP", "Fine-tuning", "Residual prompt tuning"];
  const few = ["Prompt tuning", "Residual prompt tuning", "Mine"];
  assertEquals(looks(few).slice(0, 2), [looks(kit)[0], looks(kit)[3]]);
  assertEquals(looks([...kit, "Mine"]).at(-1), looks(few).at(-1));
  const crowd = [...kit, "SPoT", "Mine", "Yours", "Theirs", "Its"];
  assertEquals(crowd.length, MOST_SERIES);
  assertEquals(new Set(looks(crowd)).size, MOST_SERIES);
  assertEquals(new Set(looks(crowd).map((look) => look.split(" ")[0])).size, MOST_SERIES);
});

Deno.test("the subtitle names what shows a deviation in the very chart", () => {
  const words = (experiment: ShownExperiment) =>
    JSON.stringify(toChart(fakeResult(experiment, TIER)).title).match(/Bars|Bands/gi);
  assertEquals(words(EXPERIMENTS.superglue), ["Bars"]);
  assertEquals(words(EXPERIMENTS.convergence), ["Bands"]);
});
