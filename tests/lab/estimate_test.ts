import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Estimator } from "../../src/lab/estimate.ts";
import type { RunConfig, RunRecord } from "../../src/lab/run.ts";
import { fakeConfig, fakeRecord } from "./fake.ts";

const rte: RunConfig = { ...fakeConfig(), seed: 0 };
const cb: RunConfig = { ...fakeConfig({ task: "cb" }), seed: 0 };
const boolq: RunConfig = { ...fakeConfig({ task: "boolq" }), seed: 0 };

function timed(config: RunConfig, wallSeconds: number): RunRecord {
  const record = fakeRecord(config);
  return { ...record, cost: { ...record.cost, wallSeconds } };
}

Deno.test("seconds() is null as long as nothing was timed", () => {
  assertEquals(new Estimator().seconds(rte), null);
  assertEquals(new Estimator().total([rte], 0), null);
  assertEquals(new Estimator().total([], 0), 0);
});

Deno.test("seconds() is the mean of like runs of this machine", () => {
  const estimator = new Estimator([], [timed(rte, 4), timed(cb, 20)]);
  estimator.add(timed({ ...rte, seed: 1 }, 6));
  assertAlmostEquals(estimator.seconds({ ...rte, seed: 2 })!, 5, 1e-9);
});

Deno.test("seconds() grows with the work of a run", () => {
  const estimator = new Estimator([], [timed(rte, 26)]); // 3 x 3 x 2 + 8 = 26 example passes
  const longer = { ...rte, training: { ...rte.training, steps: 6 } }; // 44
  assertAlmostEquals(estimator.seconds(longer)!, 44, 1e-9);
});

Deno.test("seconds() scales reference runs by how much slower this machine is", () => {
  const estimator = new Estimator([timed(rte, 2), timed(cb, 10)], [timed(rte, 6)]);
  assertAlmostEquals(estimator.seconds(cb)!, 30, 1e-9);
  assertAlmostEquals(new Estimator([timed(cb, 10)]).seconds(cb)!, 10, 1e-9);
});

Deno.test("seconds() learns nothing of a model from the runs of another", () => {
  const large = { ...rte, model: "large" };
  assertEquals(new Estimator([timed(rte, 2)], [timed(cb, 4)]).seconds(large), null);
});

Deno.test("seconds() falls back to the model's other runs for a kind that nobody timed", () => {
  assertAlmostEquals(new Estimator([], [timed(rte, 2), timed(cb, 4)]).seconds(boolq)!, 3, 1e-9);
});

Deno.test("seconds() of a kind that nobody timed knows how long the rows of its task are, and how many", () => {
  const all = { data: "super_glue", examples: { train: null, dev: null, test: null } };
  const estimator = new Estimator([], [timed({ ...cb, ...all }, 1)]);
  const record = { ...cb, ...all, task: "record" };
  const passes = (rows: number) => 3 * 3 * 2 + 2 * rows; // as above, one evaluation and the test
  const prompt = 4;
  const times = (384 + prompt) * passes(10_000) / ((128 + prompt) * passes(56));
  assertAlmostEquals(estimator.seconds(record)!, times, 1e-9);
});

Deno.test("total() counts undecided runs as average ones", () => {
  const estimator = new Estimator([], [timed(rte, 2), timed(cb, 4)]);
  assertAlmostEquals(estimator.total([rte, cb], 2)!, 12, 1e-9);
});

Deno.test("guessBy() serves models that nobody timed, and no others", () => {
  const estimator = new Estimator([], [timed(rte, 4)]).guessBy(({ model }) =>
    model === "large" ? 100 : null
  );
  assertAlmostEquals(estimator.seconds(rte)!, 4, 1e-9);
  assertEquals(estimator.seconds({ ...rte, model: "large" }), 100);
  assertEquals(estimator.seconds({ ...rte, model: "other" }), null);
});
