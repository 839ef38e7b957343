import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import { toCurves } from "../../src/report/curves.ts";
import { drawSvg } from "../../src/report/draw.ts";
import type { Labels } from "../../src/report/titles.ts";
import type { ShownResult } from "../../src/report/view.ts";
import { fakeResult } from "./_fake.ts";
import { TIER, WHOLE } from "./_small.ts";

/** A result whose runs have losses: 100, 99, ... 1; `asked` on the way or not. */
function withLosses(result: ShownResult, asked = true): ShownResult {
  const made = {
    losses: Array.from({ length: 100 }, (_, i) => 100 - i),
    ...(asked ? {} : { series: [] }),
  };
  const cells = result.cells.map((cell) => ({
    ...cell,
    records: cell.records.map((record) => ({ ...record, outcome: { ...record.outcome, ...made } })),
  }));
  return { ...result, cells };
}

interface Point {
  readonly runId: string;
  readonly facet: string;
  readonly series: string | number;
  readonly step: number;
  readonly y: number;
}

function panelsOf(result: ShownResult, where: Labels) {
  const { vconcat } = toCurves(result, where) as {
    vconcat: { title: { text: string }; data: { values: Point[] } }[];
  };
  return vconcat.map(({ title, data }) => ({ title: title.text, points: data.values }));
}

const SMALL = withLosses(WHOLE, false);

Deno.test("toCurves() draws means of neighbouring losses, at the last of their steps", () => {
  const [losses, ...rest] = panelsOf(SMALL, { method: "Fine-tuning", task: "RTE", seed: 0 });
  assertEquals(rest, []);
  assertEquals(losses!.title, "Training loss (nats), means of 3 steps");
  assertEquals(losses!.points.length, 34);
  const at = ({ step, y }: Point) => [step, y];
  assertEquals(losses!.points.slice(0, 2).map(at), [[3, 99], [6, 96]]);
  assertEquals(at(losses!.points.at(-1)!), [100, 1]); // a block of one
});

Deno.test("toCurves() colours by what differs, and by seeds only where nothing else does", () => {
  const seriesOf = (where: Labels) => [
    ...new Set(panelsOf(SMALL, where)[0]!.points.map(({ series }) => series)),
  ];
  assertEquals(seriesOf({ task: "rte", seed: 0 }).length, 3);
  assertEquals(seriesOf({ task: "RTE" }), seriesOf({ task: "rte", seed: 0 }));
  assertEquals(seriesOf({ task: "RTE", method: "prompt" }), [0, 1, 2]);
  const lines = new Set(panelsOf(SMALL, { task: "RTE" })[0]!.points.map(({ runId }) => runId));
  assertEquals(lines.size, 9);
});

Deno.test("toCurves() shows dev scores in percent where a run has them, a picture for each task", async () => {
  const result = withLosses(fakeResult(EXPERIMENTS.convergence, TIER));
  const [, scores] = panelsOf(result, {});
  assertEquals(scores!.title, "Dev score (%)");
  assertEquals(new Set(scores!.points.map(({ facet }) => facet)).size, 3);
  const record = result.cells[0]!.records[0]!;
  const first = scores!.points.find(({ runId }) => runId === record.runId)!;
  assertEquals(first.y, Number((100 * record.outcome.series[0]!.dev).toFixed(10)));
  assertEquals((await drawSvg(toCurves(result))).includes(">Dev score (%)</text>"), true);
});

Deno.test("every experiment has curves of residual prompt tuning, as its notebook promises", () => {
  for (const experiment of Object.values(EXPERIMENTS)) {
    const result = withLosses(fakeResult(experiment, TIER));
    const [losses] = panelsOf(result, { method: "residual_prompt", seed: 0 });
    assertEquals(losses!.points.length > 0, true, experiment.name);
  }
});

Deno.test("toCurves() says when there are too many runs for one picture", () => {
  const many = withLosses(fakeResult(EXPERIMENTS.learning_rate, TIER));
  const message = "at most 9 can be told apart in a picture, these are 10";
  assertThrows(() => toCurves(many), UsageError, message);
});
