/** A training on disk: what is written is what is read, and nothing else is taken for it. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { cpu } from "../../src/engine/cpu.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../src/train/checkpoint.ts";
import { inTempFolder } from "../_folder.ts";

await cpu.start({});

const CHECKPOINT: Checkpoint = {
  step: 3,
  seconds: 1.25,
  stops: [2],
  state: {
    "method/prompt": tf.tensor2d([0.1, -0.2, 1e-30, 3e38], [2, 2]),
    "optimizer/step": tf.scalar(3),
  },
  seen: {
    losses: [2.5, 1 / 3, 0.1].map(Math.fround),
    series: [{ step: 2, trainLoss: 1 / 3, dev: 0.7 }],
    evaluations: [{ step: 2, answers: ["ja", "nein", "“é”"] }],
    best: { step: 2, dev: 0.7, params: { "method/prompt": tf.ones([2, 2]) } },
  },
};

function valuesOf(tensors: Tensors) {
  return Object.fromEntries(
    Object.entries(tensors).sort(([a], [b]) => a < b ? -1 : 1)
      .map(([name, tensor]) => [name, { shape: tensor.shape, values: [...tensor.dataSync()] }]),
  );
}

/** A checkpoint with numbers in place of tensors. */
function plain({ state, seen, ...rest }: Checkpoint) {
  const { best, losses, series, evaluations } = seen;
  return {
    ...rest,
    state: valuesOf(state),
    seen: { losses, series, evaluations, best: best && { ...best, params: valuesOf(best.params) } },
  };
}

Deno.test("readCheckpoint() gives back what writeCheckpoint() was given", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "new folder", "run.safetensors");
    await writeCheckpoint(path, CHECKPOINT, "training");
    assertEquals(plain((await readCheckpoint(path, "training"))!), plain(CHECKPOINT));
    const early = { ...CHECKPOINT, seen: { ...CHECKPOINT.seen, best: undefined } };
    await writeCheckpoint(path, early, "training");
    assertEquals(plain((await readCheckpoint(path, "training"))!), plain(early));
    assertEquals(Array.from(Deno.readDirSync(join(folder, "new folder"))).length, 1);
  }));

Deno.test("readCheckpoint() finds nothing where nothing is", async () => {
  assertEquals(await readCheckpoint("no/such.safetensors", "training"), undefined);
});

Deno.test("readCheckpoint() refuses a damaged file, and one of another training", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "run.safetensors");
    await writeCheckpoint(path, CHECKPOINT, "training");
    await assertRejects(() => readCheckpoint(path, "another"), UsageError, "have changed");
    const bytes = await Deno.readFile(path);
    for (const length of [0, 5, 100, bytes.length - 1]) {
      await Deno.writeFile(path, bytes.slice(0, length));
      await assertRejects(() => readCheckpoint(path, "training"), UsageError, "Cannot read");
    }
  }));

Deno.test("writeCheckpoint() refuses numbers that it would not give back", () =>
  inTempFolder(async (folder) => {
    const state = { count: tf.tensor1d([1, 2], "int32") };
    const path = join(folder, "run.safetensors");
    await assertRejects(() => writeCheckpoint(path, { ...CHECKPOINT, state }, "x"), TypeError);
    assertEquals(Array.from(Deno.readDirSync(folder)), []);
  }));
