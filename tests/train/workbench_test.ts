import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import type { Compiled } from "../../src/engine/engine.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import type { Model } from "../../src/models/model.ts";
import { OPTIMIZERS } from "../../src/nn/optim/mod.ts";
import { noAdapter } from "../../src/train/adapter.ts";
import type { AnyOptimizer, TrainingParts } from "../../src/train/programs.ts";
import { openWorkbench, type Workbench } from "../../src/train/workbench.ts";
import { fakeConfig } from "../lab/fake.ts";

const CONFIG: RunConfig = { ...fakeConfig({ data: "mini" }), seed: 0 };

/** Parts of a program that is never run. */
const PARTS: TrainingParts = {
  model: {} as Model,
  adapter: noAdapter(),
  optimizer: OPTIMIZERS.adamw as AnyOptimizer,
  weightDecay: 0,
  clipNorm: null,
  dropout: false,
};

/** A training program of prompts of that length. */
function programOf(workbench: Workbench, promptLength: number): Compiled {
  return workbench.training({ ...CONFIG, methodConfig: { promptLength } }, PARTS);
}

Deno.test("a workbench compiles once for all runs that differ in inputs only", async () => {
  const workbench = await openWorkbench({ engine: "cpu" });
  const differing = (changes: Partial<RunConfig["training"]>) =>
    workbench.training({ ...CONFIG, seed: 7, training: { ...CONFIG.training, ...changes } }, PARTS);
  const first = workbench.training(CONFIG, PARTS);
  assertStrictEquals(differing({ learningRate: 1, steps: 9, schedule: "linear" }), first);
  for (
    const other of [
      differing({ weightDecay: 1 }),
      differing({ dropout: true }),
      programOf(workbench, 9),
    ]
  ) {
    assert(other !== first);
  }
});

Deno.test("a workbench lets the program go that was not used for longest", async () => {
  const workbench = await openWorkbench({ engine: "cpu" });
  const gone: number[] = [];
  const programs = Array.from({ length: 64 }, (_, i) => {
    const program = programOf(workbench, i);
    program.dispose = () => void gone.push(i);
    return program;
  });
  assertStrictEquals(programOf(workbench, 0), programs[0]); // used again
  programOf(workbench, 64);
  assertEquals(gone, [1]);
  assertStrictEquals(programOf(workbench, 0), programs[0]);
  assert(programOf(workbench, 1) !== programs[1]); // made anew, and 2 goes
  assertEquals(gone, [1, 2]);
});

Deno.test("a workbench keeps the last data for all seeds, and tries again what failed", async () => {
  let isThere = false;
  const workbench = await openWorkbench({
    engine: "cpu",
    openSource() {
      if (!isThere) throw new Error("not there yet");
      return { name: "made-up", load: () => Promise.resolve([]) };
    },
  });
  const first = await workbench.data(CONFIG);
  assertStrictEquals(await workbench.data({ ...CONFIG, seed: 5 }), first);
  const drawn = await workbench.data({ ...CONFIG, shots: 1 });
  assert(await workbench.data({ ...CONFIG, shots: 1, seed: 5 }) !== drawn);

  const elsewhere = { ...CONFIG, data: "made-up" };
  await assertRejects(() => workbench.data(elsewhere), Error, "not there yet");
  isThere = true;
  assert((await workbench.data(elsewhere)).train.length === 0);
});

Deno.test("a workbench loads a model once, and tries again what failed", async () => {
  const workbench = await openWorkbench({ engine: "cpu" });
  const [first, again] = await Promise.all([workbench.model("mini"), workbench.model("mini")]);
  assertStrictEquals(first, again);
  const missing = () => workbench.model("no/such folder");
  const failed = missing();
  await assertRejects(() => failed);
  const next = missing();
  assert(next !== failed);
  await assertRejects(() => next);
});
