import { assertAlmostEquals, assertEquals } from "@std/assert";
import { convergence } from "../../src/experiments/convergence.ts";
import { percent, taskTitles, toPoints, withAverages } from "../../src/report/points.ts";
import { AVERAGE, AVERAGE_WITHOUT_WSC } from "../../src/report/titles.ts";
import { fakeResult } from "./_fake.ts";
import { BROKEN, TIER, WHOLE } from "./_small.ts";

Deno.test("toPoints() gives a point for each reported run, in percent", () => {
  const points = toPoints(WHOLE.cells, "score");
  assertEquals(points.length, 3 * 3 * 3);
  assertEquals(new Set(points.map(({ value }) => value)), new Set([60, 64, 65, 66]));
});

Deno.test("toPoints() leaves out scores that are not finite", () => {
  const wsc = toPoints(BROKEN.cells, "score").filter(({ labels }) =>
    labels.task === "WSC" && labels.method === "Prompt tuning"
  );
  assertEquals(wsc.map(({ seed }) => seed), [0, 2]);
});

Deno.test("percent() has no noise of floating point and keeps what is missing missing", () => {
  assertEquals(percent(0.07), 7);
  assertEquals(percent(null), NaN);
  assertEquals(percent(undefined), NaN);
});

Deno.test("withAverages() counts a seed only where it has every task", () => {
  const tasks = taskTitles(BROKEN);
  const points = withAverages(toPoints(BROKEN.cells, "score"), tasks);
  const of = (method: string, task: string) =>
    points.filter(({ labels }) => labels.method === method && labels.task === task);
  assertEquals(of("Residual prompt tuning", AVERAGE).map(({ value }) => value), [64, 65, 66]);
  assertEquals(of("Prompt tuning", AVERAGE).map(({ seed }) => seed), [0, 2]);
  assertEquals(of("Fine-tuning", AVERAGE), []);
  assertEquals(of("Prompt tuning", AVERAGE_WITHOUT_WSC).map(({ seed }) => seed), [0, 2]);
});

Deno.test("withAverages() has nothing to average over one task", () => {
  const points = toPoints(WHOLE.cells, "score").filter(({ labels }) => labels.task === "RTE");
  assertEquals(withAverages(points, ["RTE"]), points);
});

Deno.test("toPoints() gives curves over the share of training that is done", () => {
  const result = fakeResult(convergence, TIER);
  const points = toPoints(result.cells.slice(0, 1), "curve").filter(({ seed }) => seed === 0);
  const dev = points.filter(({ labels }) => labels.quantity === "Dev score (%)");
  const { outcome: { series } } = result.cells[0]!.records[0]!;
  const { steps } = result.cells[0]!.records[0]!.config.training;
  assertEquals(
    dev.map(({ labels }) => labels.progress),
    series.map(({ step }) => Math.round(100 * step / steps)),
  );
  assertAlmostEquals(dev[3]!.value, 100 * series[3]!.dev, 1e-9);
  assertEquals(points.length, 2 * dev.length);
});
