/** Parameters that learn at a rate of their own, or not at all. */
import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { compileEagerly } from "../../src/engine/eager.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { OPTIMIZERS } from "../../src/nn/optim/mod.ts";
import { initAdapter } from "../../src/train/adapter.ts";
import { type AnyOptimizer, initialState, trainingProgram } from "../../src/train/programs.ts";
import { openCheckpoint, relativeError } from "../models/_checkpoint.ts";
import { fixtureBatches } from "./_training.ts";

await wasm.start({});
const MODEL = await t5.load(openCheckpoint("t5/v1_0"));

/** State before and after one step of a method. */
function step(method: string, config: object, optimizerName: string, learningRate: number) {
  const optimizer = OPTIMIZERS[optimizerName as keyof typeof OPTIMIZERS] as AnyOptimizer;
  const context = { rng: new Rng(1), encode: () => [] };
  const adapter = initAdapter(MODEL, method, config, context);
  const parts = { model: MODEL, adapter, optimizer, weightDecay: 0.1, clipNorm: null };
  const program = compileEagerly(trainingProgram({ ...parts, dropout: false }));
  const start = initialState(adapter, optimizer);
  const before = valuesOf(start);
  const inputs = { ...fixtureBatches()(), learningRate: tf.scalar(learningRate) };
  return { before, state: program.run(start, inputs).state };
}

function valuesOf(tensors: Tensors): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
  );
}

for (const optimizer of ["adamw", "adafactor"]) {
  Deno.test(`a parameter's own rate is that of a training at this rate: ${optimizer}`, () => {
    const { state } = step("dept", { offsetRate: 0.02 }, optimizer, 0.3);
    const all = { offsetRate: 1 };
    const fast = step("dept", all, optimizer, 0.3).state;
    const slow = step("dept", all, optimizer, 0.3 * 0.02).state;
    const expected: Tensors = {
      "method/prompt": fast["method/prompt"]!,
      "method/left": slow["method/left"]!,
      "method/right": slow["method/right"]!,
    };
    for (const [name, { shape }] of Object.entries(expected)) {
      const error = relativeError(state[name]!, { shape, values: valuesOf(expected)[name]! });
      assert(error < 1e-6, `${name}: relative error ${error}`);
    }
  });
}

Deno.test("a parameter of rate 0 stays as it was drawn, and the optimizer has no memory of it", () => {
  const { before, state } = step("superpos_prompt", { samples: 6 }, "adamw", 0.3);
  const after = valuesOf(state);
  assertEquals(after["method/embeddings"], before["method/embeddings"]);
  for (const name of ["method/weights", "method/changes"]) {
    assert(after[name]!.every((value, i) => value !== before[name]![i]), name);
  }
  assertEquals(Object.keys(after).toSorted(), Object.keys(before).toSorted());
  const numbers = before["method/weights"]!.length + before["method/changes"]!.length;
  const memory = Object.entries(before).filter(([name]) => /mean/.test(name)).flatMap(([, it]) =>
    it
  );
  assertEquals(memory.length, numbers);
});
