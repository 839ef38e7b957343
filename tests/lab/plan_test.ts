import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Estimator } from "../../src/lab/estimate.ts";
import { Known } from "../../src/lab/known.ts";
import { planCells } from "../../src/lab/plan.ts";
import { expandCandidates } from "../../src/lab/select.ts";
import { fakeCell, fakeConfig, fakeRecord, nameOf } from "./fake.ts";

const plain = fakeCell({ seeds: [0, 1, 2] });

Deno.test("planCells() counts a shared run once", () => {
  const labelled = fakeCell({ labels: { method: "Prompt" }, seeds: [2, 3] });
  const plan = planCells([plain, labelled], new Known(nameOf, []), new Map(), new Estimator());
  assertEquals(plan, { cached: 0, pending: 4, failed: 0, seconds: null });
});

Deno.test("planCells() counts what is there, and times the rest", () => {
  const record = fakeRecord({ ...fakeConfig(), seed: 0 }); // took 2 s
  const plan = planCells(
    [plain],
    new Known(nameOf, [record]),
    new Map(),
    new Estimator([], [record]),
  );
  assertEquals([plan.cached, plan.pending], [1, 2]);
  assertAlmostEquals(plan.seconds!, 4, 1e-9);
});

Deno.test("planCells() counts reported seeds of a cell whose choice is open", () => {
  const cell = fakeCell({ choose: { learningRate: [0.1, 0.3], seeds: [100] } });
  const plan = planCells([cell], new Known(nameOf, []), new Map(), new Estimator());
  assertEquals(plan.pending, 2 + 2);
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
  const plan = planCells([cell], new Known(nameOf, [], [diverged]), failures, new Estimator());
  assertEquals([plan.failed, plan.pending], [2, 1 + 2]);
});
