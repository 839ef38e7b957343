import { assertEquals, assertGreater } from "@std/assert";
import { mostUrgent, urgencyOf } from "../../src/lab/budget.ts";
import { Demand } from "../../src/lab/demand.ts";
import { Known } from "../../src/lab/known.ts";
import { fakeCell, fakeConfig, fakeRecord, nameOf } from "./fake.ts";

/** Finished runs of a task with seeds 0, 1, ... and these scores. */
function records(task: string, scores: readonly number[]) {
  return scores.map((score, seed) => fakeRecord({ ...fakeConfig({ task }), seed }, score));
}

Deno.test("urgencyOf() puts first seeds before second ones, and those before wide intervals", () => {
  const cell = fakeCell({ seeds: [0, 1, 2, 3] });
  const of = (scores: number[], underWay = 0) =>
    urgencyOf(cell, new Known(nameOf, records("rte", scores)), underWay);
  assertEquals(of([]), Infinity);
  assertGreater(of([]), of([0.5]));
  assertGreater(of([0.5]), of([0.1, 0.9]));
  assertGreater(of([0.1, 0.9]), of([0.5, 0.6]));
  assertGreater(of([], 0), of([], 1)); // a seed under way counts
  assertGreater(of([0.5]), of([0.5], 1));
  // scores 0.4 and 0.6: sd 0.1 * sqrt(2), over sqrt(2) seeds gives 0.1
  assertEquals(of([0.4, 0.6]).toFixed(12), "0.100000000000");
});

Deno.test("mostUrgent() keeps the next seeds of the cell whose interval is widest", () => {
  const seeds = [0, 1, 2];
  const cells = [fakeCell({ seeds }), fakeCell({ task: "cb", seeds })];
  const known = new Known(nameOf, [
    ...records("rte", [0.5, 0.6]),
    ...records("cb", [0.2, 0.9]),
  ]);
  const demand = new Demand(cells, known);
  const pending = demand.start();
  assertEquals(pending.length, 2);
  assertEquals(mostUrgent(pending, [], demand, known).map(({ config }) => config.task), ["cb"]);
  assertEquals(mostUrgent([], [], demand, known), []);
});

Deno.test("mostUrgent() gives first seeds to the short cells first, and before any verdict", () => {
  const cells = [fakeCell({ task: "record" }), fakeCell({ task: "cb" }), fakeCell()];
  const known = new Known(nameOf, records("rte", [0.1, 0.9]));
  const demand = new Demand([...cells, fakeCell({ seeds: [0, 1, 2] })], known);
  const kept = mostUrgent(demand.start(), [], demand, known, {
    seconds: ({ config }) => config.task === "record" ? 1000 : 10,
    worth: ({ config }) => config.task === "rte" ? 1e6 : 0,
  });
  assertEquals(kept.map(({ config: { task, seed } }) => `${task} ${seed}`), ["cb 0", "cb 1"]);
});

Deno.test("mostUrgent() takes the run of fewest steps first while nothing was timed", () => {
  const { training } = fakeConfig();
  const long = { ...training, steps: 1000 };
  const demand = new Demand(
    [fakeCell({ task: "record", training: long }), fakeCell({ task: "cb" })],
    new Known(nameOf, []),
  );
  const kept = mostUrgent(demand.start(), [], demand, new Known(nameOf, []));
  assertEquals([...new Set(kept.map(({ config }) => config.task))], ["cb"]);
});
