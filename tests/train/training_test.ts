/** A training that is stopped and goes on gives what it gives in one go, to the bit. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { cp } from "node:fs/promises";
import { basename, join } from "node:path";
import { NonFiniteLoss, RunInterrupted, UsageError } from "../../src/core/errors.ts";
import * as tf from "../../src/engine/tf.ts";
import type { CheckpointPlace, StepProgress } from "../../src/lab/executor.ts";
import type { Cost, RunConfig, Training } from "../../src/lab/run.ts";
import { adapterTensors } from "../../src/train/adapter.ts";
import { openRows } from "../../src/train/rows.ts";
import { executeAndKeep, type KeptRun } from "../../src/train/run.ts";
import type { TrainingHooks } from "../../src/train/training.ts";
import { openWorkbench } from "../../src/train/workbench.ts";
import { inTempFolder } from "../_folder.ts";
import { CHECKPOINTS, tinyConfig } from "./_folders.ts";
import { inSetting as inTinySetting } from "./_setting.ts";

/** Every part of a training that a stop could harm: dropout, clipping, a schedule, evaluations. */
const TRAINING: Partial<Training> = {
  steps: 20,
  schedule: "linear",
  warmupSteps: 5,
  clipNorm: 1,
  dropout: true,
  evaluateEvery: 3,
  keep: "best",
};

/** A run of a tiny model, and where it may be kept. */
interface Setting {
  readonly config: RunConfig;
  readonly place: CheckpointPlace;
}

function inSetting(
  checkpoint: string,
  method: string,
  training: Partial<Training>,
  work: (setting: Setting) => Promise<void>,
): Promise<void> {
  return inTinySetting(checkpoint, async ({ folder, model, data }) => {
    const config = tinyConfig({ model, data }, method);
    await work({
      config: { ...config, training: { ...config.training, ...TRAINING, ...training } },
      place: { path: join(folder, "run.safetensors"), code: "code", everySeconds: 0 },
    });
  });
}

/** Runs in a new workbench, as a new process does. */
async function execute(config: RunConfig, hooks: TrainingHooks = {}): Promise<KeptRun> {
  const workbench = await openWorkbench({ engine: "wasm", openSource: openRows });
  return await executeAndKeep(workbench, config, hooks);
}

/** What of a run must not depend on stops. */
function found({ outcome, adapter }: KeptRun) {
  const params = Object.entries(adapterTensors(adapter))
    .map(([name, tensor]) => [name, [...tensor.dataSync()]]);
  return { outcome, params: Object.fromEntries(params) };
}

/** Hooks that end the process, so to speak, after a step. */
function dyingAfter(last: number): TrainingHooks {
  return {
    progress({ step }) {
      if (step > last) throw new Error("killed");
    },
  };
}

const CASES: readonly (readonly [string, string, Partial<Training>])[] = [
  ["t5/v1_0", "residual_prompt", {}],
  ["t5/v1_0", "superpos_prompt", {}], // some of it is not trained
  ["t5/v1_0", "full", { optimizer: "adafactor" }],
  ...CHECKPOINTS.map((checkpoint) => [checkpoint, "residual_prompt", { keep: "last" }] as const),
];

for (const [checkpoint, method, training] of CASES) {
  Deno.test(`a training that is killed twice ends as in one go: ${method} of ${checkpoint}`, () =>
    inSetting(checkpoint, method, training, async ({ config, place }) => {
      const whole = await execute(config);
      for (const last of [7, 13]) {
        await assertRejects(() => execute(config, { ...dyingAfter(last), checkpoint: place }));
      }
      const steps: number[] = [];
      const notices: string[] = [];
      const rest = await execute(config, {
        checkpoint: place,
        progress: ({ step, answered }) => answered || steps.push(step),
        notice: (line) => notices.push(line),
      });
      assertEquals(found(rest), found(whole));
      assertEquals(steps, [14, 15, 16, 17, 18, 19, 20]);
      assertEquals(notices, [`sleepy ${method}: Resuming after step 13`]);
      assertEquals([whole.cost.stops, rest.cost.stops], [undefined, [7, 13]]);
      assert(rest.cost.trainSeconds < rest.cost.wallSeconds);
    }));
}

Deno.test("a run of the frozen model makes no step, and all seeds answer alike", () =>
  inSetting("t5/v1_0", "frozen", {}, async ({ config, place }) => {
    const losses = new Set<number | null>();
    const progress = ({ loss }: StepProgress) => losses.add(loss);
    const runs = [];
    for (const seed of [0, 1]) {
      const run = await execute({ ...config, seed }, { checkpoint: place, progress });
      runs.push(found(run));
    }
    assertEquals(runs[1], runs[0]);
    const { outcome, params } = runs[0]!;
    assertEquals([outcome.losses, outcome.series, params], [[], [], {}]);
    assertEquals([...losses], [null]);
  }));

Deno.test("a training that is stopped on request is kept, however soon", () =>
  inSetting("t5/v1_0", "residual_prompt", {}, async ({ config, place }) => {
    const seldom = { ...place, everySeconds: 3600 };
    const stop = new AbortController();
    const progress = ({ step }: StepProgress) => step === 5 && stop.abort();
    await assertRejects(
      () => execute(config, { checkpoint: seldom, signal: stop.signal, progress }),
      RunInterrupted,
    );
    const rest = await execute(config, { checkpoint: seldom });
    assertEquals(rest.cost.stops, [5]);
    assertEquals(found(rest), found(await execute(config)));
  }));

Deno.test("a training that is stopped goes on with model and rows in another place", () =>
  inSetting("t5/v1_0", "residual_prompt", {}, async ({ config, place }) => {
    await assertRejects(() => execute(config, { ...dyingAfter(7), checkpoint: place }));
    await inTempFolder(async (there) => {
      const move = async (path: string) => {
        await cp(path, join(there, basename(path)), { recursive: true });
        return join(there, basename(path));
      };
      const moved = { ...config, model: await move(config.model), data: await move(config.data) };
      const rest = await execute(moved, { checkpoint: place });
      assertEquals(rest.cost.stops, [7]);
      assertEquals(found(rest), found(await execute(config)));
    });
  }));

Deno.test("a training that is stopped before its first step begins as if it never was", () =>
  inSetting("t5/v1_0", "residual_prompt", {}, async ({ config, place }) => {
    const stopped = { checkpoint: place, signal: AbortSignal.abort() };
    await assertRejects(() => execute(config, stopped), RunInterrupted);
    const rest = await execute(config, { checkpoint: place });
    assertEquals(rest.cost.stops, [0]);
    assertEquals(found(rest), found(await execute(config)));
  }));

for (const step of [5, 20]) {
  Deno.test(`a training that is stopped while step ${step} is evaluated makes that up`, () =>
    inSetting("t5/v1_0", "residual_prompt", {}, async ({ config, place }) => {
      const often = { ...config, training: { ...config.training, evaluateEvery: 5 } };
      const checkpoint = { ...place, everySeconds: 3600 };
      const stop = new AbortController();
      const progress = (at: StepProgress) => at.answered && at.step === step && stop.abort();
      await assertRejects(
        () => execute(often, { checkpoint, signal: stop.signal, progress }),
        RunInterrupted,
      );
      const rest = await execute(often, { checkpoint });
      assertEquals(rest.cost.stops, [step]);
      assertEquals(found(rest), found(await execute(often)));
    }));
}

Deno.test("a training tells how many examples an evaluation has answered, the last one as well", () =>
  inSetting("t5/v1_0", "prompt", {}, async ({ config }) => {
    const training = { ...config.training, evaluateEvery: 10, keep: "best" } as const;
    const told: [number, number, number][] = [];
    const { outcome: { counts } } = await execute({ ...config, training }, {
      progress: ({ step, answered }) =>
        answered && told.push([step, answered.done, answered.total]),
    });
    assertEquals(told, [
      [10, counts.dev, counts.dev],
      [20, counts.dev, counts.dev],
      [20, counts.test, counts.test], // those of dev are known
    ]);
  }));

Deno.test("a checkpoint of other options or sources is not gone on with", () =>
  inSetting("t5/v1_0", "prompt", {}, async ({ config, place }) => {
    await assertRejects(() => execute(config, { ...dyingAfter(7), checkpoint: place }));
    const others: [RunConfig, CheckpointPlace][] = [
      [{ ...config, training: { ...config.training, learningRate: 0.02 } }, place],
      [config, { ...place, code: "other code" }],
    ];
    for (const [changed, checkpoint] of others) {
      const notices: string[] = [];
      const kept = { ...checkpoint, everySeconds: 3600 };
      const { cost } = await execute(changed, {
        checkpoint: kept,
        notice: (line) => notices.push(line),
      });
      assertEquals(cost.stops, undefined);
      assertStringIncludes(notices.join("\n"), "have changed: training starts from the beginning");
    }
  }));

Deno.test("a checkpoint of another training is left alone where its place says so", () =>
  inSetting("t5/v1_0", "prompt", {}, async ({ config, place }) => {
    await assertRejects(() => execute(config, { ...dyingAfter(7), checkpoint: place }));
    const before = await Deno.readFile(place.path);
    const other = { ...config, training: { ...config.training, learningRate: 0.02 } };
    const checkpoint = { ...place, keepsOther: true };
    await assertRejects(
      () => execute(other, { checkpoint }),
      UsageError,
      "have changed: change them back, or remove the file to start over",
    );
    assertEquals(await Deno.readFile(place.path), before);
    const { cost } = await execute(config, { checkpoint });
    assertEquals(cost.stops?.length, 1);
  }));

Deno.test("a training goes on where no checkpoint can be written, and says so", () =>
  inSetting("t5/v1_0", "prompt", {}, async ({ config, place }) => {
    const notices: string[] = [];
    const path = join(config.model, "config.json", "no folder");
    const { outcome, cost }: { outcome: KeptRun["outcome"]; cost: Cost } = await execute(config, {
      checkpoint: { ...place, path },
      notice: (line) => notices.push(line),
    });
    assertEquals(outcome.losses.length, 20);
    assertEquals(cost.stops, undefined);
    assertStringIncludes(notices[0]!, "Cannot save the training state at step 1: ");
  }));

Deno.test("a training that cannot make its first step leaves no tensors behind", () =>
  inSetting("bert/tiny", "prompt", {}, async ({ config }) => {
    const workbench = await openWorkbench({ engine: "wasm", openSource: openRows });
    const { positions } = await workbench.model(config.model);
    const before = tf.memory().numTensors;
    const tooLong = { ...config, methodConfig: { promptLength: positions! } };
    await assertRejects(() => executeAndKeep(workbench, tooLong), UsageError, "leaves no room");
    assertEquals(tf.memory().numTensors, before);
  }));

for (const checkpoint of CHECKPOINTS) {
  Deno.test(`a training that diverges in its last step is found out: ${checkpoint}`, () =>
    inSetting(checkpoint, "prompt", {}, async ({ config }) => {
      // a rate beyond float32: the one loss is finite, and nothing that is left behind it
      const training = { ...config.training, steps: 1, warmupSteps: 0, learningRate: 1e39 };
      for (const answering of ["rank", "generate"] as const) {
        for (const seen of [{ evaluateEvery: 1 }, { evaluateEvery: null, keep: "last" }] as const) {
          const diverging = { ...config, answering, training: { ...training, ...seen } };
          const error = await assertRejects(() => execute(diverging), NonFiniteLoss);
          assertEquals(error.step, 1);
        }
      }
    }));
}
