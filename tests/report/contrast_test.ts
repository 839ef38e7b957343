import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import {
  type Difference,
  estimateEffect,
  rangesOfMeans,
  toDifferences,
} from "../../src/report/contrast.ts";
import type { Point } from "../../src/report/points.ts";
import { mean } from "../../src/core/statistics.ts";
import type { Claim } from "../../src/report/view.ts";

const CLAIM: Claim = {
  id: "x",
  text: "x",
  kind: "difference",
  left: { method: "A" },
  right: { method: "B" },
};

const point = (labels: Point["labels"], seed: number, value: number): Point => ({
  labels,
  seed,
  value,
  runIds: [],
});

Deno.test("toDifferences() pairs by task and seed, and leaves single sides out", () => {
  const points = [
    point({ method: "A", task: "RTE" }, 0, 70),
    point({ method: "B", task: "RTE" }, 0, 66),
    point({ method: "A", task: "RTE" }, 1, 50),
    point({ method: "B", task: "CB" }, 1, 10),
  ];
  assertEquals(toDifferences(points, CLAIM), [{ task: "RTE", seed: 0, value: 4 }]);
});

Deno.test("toDifferences() averages over what both sides have: the steps of a curve", () => {
  const at = (method: string, progress: number, value: number) =>
    point({ method, task: "RTE", progress }, 0, value);
  const points = [at("A", 50, 10), at("A", 100, 30), at("B", 50, 8), at("B", 100, 22)];
  assertEquals(toDifferences(points, CLAIM), [{ task: "RTE", seed: 0, value: 5 }]);
});

Deno.test("toDifferences() compares spreads, and only over the same values", () => {
  const claim: Claim = { ...CLAIM, kind: "steadier", over: "learningRate" };
  const at = (method: string, learningRate: number, value: number) =>
    point({ method, task: "RTE", learningRate }, 0, value);
  const points = [at("A", 0.1, 70), at("A", 1, 72), at("B", 0.1, 50), at("B", 1, 59)];
  assertEquals(toDifferences(points, claim)[0]?.value, 7);
  assertEquals(toDifferences(points.slice(1), claim), []);
  const wider = [...points, at("A", 0.01, 30), at("B", 0.01, 10)];
  assertEquals(toDifferences(wider, claim)[0]?.value, 49 - 42);
  assertEquals(toDifferences(wider, { ...claim, from: 0.1 })[0]?.value, 7);
  assertEquals(rangesOfMeans(wider, { ...claim, from: 0.1 }, ["RTE"]), { left: 2, right: 9 });
});

Deno.test("toDifferences() leaves out the tasks that do not count", () => {
  const points = ["WSC", "CB"].flatMap((task) => [
    point({ method: "A", task }, 0, 2),
    point({ method: "B", task }, 0, 1),
  ]);
  assertEquals(toDifferences(points, { ...CLAIM, without: ["WSC"] }).map(({ task }) => task), [
    "CB",
  ]);
});

Deno.test("toDifferences() keeps models apart", () => {
  const points = ["T5-Base", "T5-Large"].flatMap((model) => [
    point({ model, method: "A", task: "CB" }, 0, 2),
    point({ model, method: "B", task: "CB" }, 0, 1),
  ]);
  assertEquals(toDifferences(points, CLAIM).map(({ task }) => task), [
    "CB (T5-Base)",
    "CB (T5-Large)",
  ]);
});

Deno.test("estimateEffect() with one task is the paired t-interval over its seeds", () => {
  const differences = [1, 2, 6].map((value, seed) => ({ task: "RTE", seed, value }));
  const effect = estimateEffect(differences)!;
  // 3 -+ 4.30265 * sqrt(7 / 3)
  assertAlmostEquals(effect.here.low, 3 - 4.30265 * Math.sqrt(7 / 3), 1e-4);
  assertAlmostEquals(effect.here.high, 3 + 4.30265 * Math.sqrt(7 / 3), 1e-4);
  assertEquals(effect.elsewhere, null);
});

Deno.test("estimateEffect() pools seeds over tasks of equal spread", () => {
  const differences = ["A", "B", "C", "D"].flatMap((task, i) =>
    [-1, 0, 1].map((value, seed) => ({ task, seed, value: value + i }))
  );
  const effect = estimateEffect(differences)!;
  // variance 1 in each of 4 tasks of 3 seeds: standard error sqrt(4 / 3) / 4, 8 degrees of freedom
  assertAlmostEquals(effect.here.mean, 1.5, 1e-12);
  assertAlmostEquals(effect.here.high - 1.5, 2.30600 * Math.sqrt(4 / 3) / 4, 1e-4);
  // task means 0, 1, 2, 3: standard deviation sqrt(5 / 3), 3 degrees of freedom
  assertAlmostEquals(effect.elsewhere!.high - 1.5, 3.18245 * Math.sqrt(5 / 3) / 2, 1e-4);
});

Deno.test("estimateEffect() refuses fewer than three seeds and names the tasks left out", () => {
  const pairs = (task: string, count: number): Difference[] =>
    Array.from({ length: count }, (_, seed) => ({ task, seed, value: seed }));
  assertEquals(estimateEffect(pairs("RTE", 2)), null);
  assertEquals(estimateEffect([]), null);
  assertEquals(estimateEffect([...pairs("RTE", 3), ...pairs("CB", 2)])?.leftOut, ["CB"]);
});

Deno.test("estimateEffect() covers the true effect on given tasks about 95 times in 100", () => {
  const rng = new Rng("coverage");
  const truth = [3, -1, 4, 0];
  const trials = 400;
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const differences = truth.flatMap((center, task) =>
      [0, 1, 2].map((seed) => ({
        task: String(task),
        seed,
        value: center + (1 + task) * rng.normal(),
      }))
    );
    const { here } = estimateEffect(differences)!;
    if (here.low <= mean(truth) && mean(truth) <= here.high) covered++;
  }
  // three seeds a task make the approximation a little careless or careful, never wild
  assert(covered / trials > 0.92, `covered ${covered}`);
  assertLess(covered / trials, 0.99);
});

Deno.test("toDifferences() takes the difference without each block where both sides have them", () => {
  const at = (method: string, value: number, jackknife?: readonly number[]): Point => ({
    ...point({ method, task: "RTE" }, 0, value),
    ...(jackknife === undefined ? {} : { jackknife }),
  });
  const [both] = toDifferences([at("A", 70, [71, 69]), at("B", 60, [58, 62])], CLAIM);
  assertEquals(both?.jackknife, [13, 7]);
  const [one] = toDifferences([at("A", 70, [71, 69]), at("B", 60)], CLAIM);
  assertEquals(one, { task: "RTE", seed: 0, value: 10 });
  const [uneven] = toDifferences([at("A", 70, [71, 69]), at("B", 60, [60, 60, 60])], CLAIM);
  assertEquals(uneven?.jackknife, undefined);
});

Deno.test("estimateEffect() knows no interval for other rows unless all tasks have blocks", () => {
  const pairs = (task: string, jackknife?: readonly number[]): Difference[] =>
    [0, 1, 2].map((seed) => ({
      task,
      seed,
      value: seed,
      ...(jackknife === undefined ? {} : { jackknife }),
    }));
  assertEquals(estimateEffect([...pairs("RTE", [1, 1, 1]), ...pairs("CB")])!.otherRows, null);
  const { here, otherRows } = estimateEffect(pairs("RTE", [1, 1, 1]))!;
  assertEquals(otherRows, here); // rows that make no difference add nothing
});

Deno.test("estimateEffect() never knows more of other rows and seeds than of other seeds", () => {
  const rng = new Rng("wider");
  for (let trial = 0; trial < 50; trial++) {
    const jackknife = Array.from({ length: 20 }, () => 0.02 * rng.normal());
    const differences = ["A", "B"].flatMap((task) =>
      [0, 1, 2].map((seed) => ({ task, seed, value: rng.normal(), jackknife }))
    );
    const { here, otherRows } = estimateEffect(differences)!;
    assert(otherRows!.low <= here.low && otherRows!.high >= here.high);
  }
});

Deno.test("estimateEffect() covers the truth about all rows, which the seeds alone do not", () => {
  const rng = new Rng("coverage of rows");
  const rows = 100, blocks = 20, tasks = 3, trials = 300;
  let withRows = 0, withSeedsAlone = 0;
  for (let trial = 0; trial < trials; trial++) {
    const differences = Array.from({ length: tasks }, (_, task) => {
      // the difference of two methods on each row, the same for all seeds but for some noise
      const ofRows = Array.from({ length: rows }, () => 10 * rng.normal());
      return [0, 1, 2, 3].map((seed): Difference => {
        const values = ofRows.map((value) => value + 3 * rng.normal());
        const jackknife = Array.from(
          { length: blocks },
          (_, block) => mean(values.filter((_, i) => i % blocks !== block)),
        );
        return { task: String(task), seed, value: mean(values), jackknife };
      });
    }).flat();
    const { here, otherRows } = estimateEffect(differences)!;
    if (otherRows!.low <= 0 && 0 <= otherRows!.high) withRows++;
    if (here.low <= 0 && 0 <= here.high) withSeedsAlone++;
  }
  assert(withRows / trials > 0.92, `covered ${withRows}`);
  assertLess(withSeedsAlone / trials, 0.7);
});

Deno.test("rangesOfMeans() holds less of the luck of a seed than the ranges within seeds", () => {
  const at = (method: string, rate: number, values: readonly number[]) =>
    values.map((value, seed) => point({ method, task: "RTE", rate }, seed, value));
  // A moves by 2 with every seed; B by 3 up or down, which on average is nothing
  const points = [
    ...at("A", 1, [60, 60]),
    ...at("A", 2, [62, 62]),
    ...at("B", 1, [60, 60]),
    ...at("B", 2, [63, 57]),
  ];
  const claim: Claim = { ...CLAIM, kind: "steadier", over: "rate" };
  assertEquals(toDifferences(points, claim).map(({ value }) => value), [1, 1]);
  assertEquals(rangesOfMeans(points, claim, ["RTE"]), { left: 2, right: 0 });
  assertEquals(rangesOfMeans(points, CLAIM, ["RTE"]), null);
});
