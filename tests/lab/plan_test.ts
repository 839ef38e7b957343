import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Estimator } from "../../src/lab/estimate.ts";
import type { Cell } from "../../src/lab/experiment.ts";
import { Known } from "../../src/lab/known.ts";
import { planCells } from "../../src/lab/plan.ts";
import { expandCandidates, type Failure, findRuns } from "../../src/lab/select.ts";
import { fakeCell, fakeConfig, fakeRecord, nameOf } from "./fake.ts";

const plain = fakeCell({ seeds: [0, 1, 2] });

/** The plan of cells, of which this much is known. */
function plan(
  cells: readonly Cell[],
  { known = new Known(nameOf, []), failures = new Map(), estimator = new Estimator() }: {
    readonly known?: Known;
    readonly failures?: ReadonlyMap<string, Failure>;
    readonly estimator?: Estimator;
  } = {},
) {
  return planCells(cells.map((cell) => findRuns(cell, known)), failures, estimator);
}

Deno.test("planCells() counts a shared run once", () => {
  const labelled = fakeCell({ labels: { method: "Prompt" }, seeds: [2, 3] });
  const { due, ...counts } = plan([plain, labelled]);
  assertEquals(counts, { cached: 0, pending: 4, failed: 0, seconds: null });
  assertEquals(due.map(({ seed }) => seed), [0, 1, 2, 3]);
});

Deno.test("planCells() counts what is there, and times the rest", () => {
  const record = fakeRecord({ ...fakeConfig(), seed: 0 }); // took 2 s
  const { cached, pending, seconds } = plan([plain], {
    known: new Known(nameOf, [record]),
    estimator: new Estimator([], [record]),
  });
  assertEquals([cached, pending], [1, 2]);
  assertAlmostEquals(seconds!, 4, 1e-9);
});

Deno.test("planCells() counts reported seeds of a cell whose choice is open", () => {
  const cell = fakeCell({ choose: { learningRate: [0.1, 0.3], seeds: [100] } });
  assertEquals(plan([cell]).pending, 2 + 2);
});

Deno.test("planCells() tries failed runs again, but not diverged ones", () => {
  const cell = fakeCell({ choose: { learningRate: [0.1, 0.3], seeds: [100] } });
  const [one, other] = expandCandidates(cell).map((config) => ({ ...config, seed: 100 }));
  const diverged = {
    runId: nameOf(one!),
    config: one!,
    kind: "diverged",
    reason: "NaN",
  } as const;
  const failed = { runId: nameOf(other!), config: other!, kind: "failed", reason: "No" } as const;
  const failures = new Map([diverged, failed].map((failure) => [failure.runId, failure]));
  const { failed: tried, pending } = plan([cell], {
    known: new Known(nameOf, [], [diverged]),
    failures,
  });
  assertEquals([tried, pending], [2, 1 + 2]);
});

Deno.test("a plan names each run once, however many seeds there are", () => {
  let named = 0;
  const known = new Known((config) => (named++, nameOf(config)), []);
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);
  const found = findRuns(fakeCell({ seeds }), known);
  planCells([found], new Map(), new Estimator());
  planCells([found, found], new Map(), new Estimator());
  assertEquals(named, 50);
});
