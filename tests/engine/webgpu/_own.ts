/**
 * The webgpu engine: what it shares with the others, and what is its own.
 *
 * `webgpu_test.ts` runs this file in a process of its own.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Session } from "../../../src/engine/engine.ts";
import { Draws, seededUniform } from "../../../src/engine/random.ts";
import * as tf from "../../../src/engine/tf.ts";
import { webgpu } from "../../../src/engine/webgpu/mod.ts";
import type { DenoWebGpuBackend } from "../../../src/engine/webgpu/backend.ts";
import { checkEngine } from "../../conformance/_engine.ts";
import { checkCase as checkEncoder, ENCODERS } from "../../models/_encoder_case.ts";
import { checkCase, loadCase } from "../../models/_writer_case.ts";
import { checkTraining, fixtureBatches, prepareTraining } from "../../train/_training.ts";

/** Defines a test of the engine, which is one for the process. */
function webgpuTest(name: string, body: (session: Session) => void | Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: false, // what WebGPU promised stays open for 10 ms after it was read
    fn: async () => await body(await webgpu.start({ notice: () => {} })),
  });
}

Deno.test(
  { name: "engine webgpu", sanitizeOps: false },
  (test) => checkEngine(test, "webgpu"),
);

function backend(): DenoWebGpuBackend {
  return tf.backend() as unknown as DenoWebGpuBackend;
}

webgpuTest("draws the very numbers of the host, whatever the seed", () => {
  for (const seed of [0, 7, -3, 2 ** 31 - 1]) {
    const draws = new Draws(tf.tensor1d([seed, 0], "int32"));
    for (const place of [0, 1]) {
      const drawn = draws.uniform([3, 5, 67]).dataSync();
      assertEquals(drawn, seededUniform([seed, place], 3 * 5 * 67));
    }
  }
});

webgpuTest("reads int32, bool and what passes in several pieces", async () => {
  const long = Float32Array.from({ length: (1 << 20) * 2 + 3 }, (_, i) => i / 2);
  const moved = tf.add(tf.tensor1d(long), 1);
  assert(moved.dataSync().every((it, i) => it === long[i]! + 1));
  assert((await moved.data()).every((it, i) => it === long[i]! + 1));
  const ints = Int32Array.from({ length: 2001 }, (_, i) => i - 2 ** 24); // beyond, TF.js rounds
  assertEquals(tf.slice(tf.tensor1d(ints), 1).dataSync(), ints.slice(1));
  const bits = tf.greater(tf.range(0, 2001), 2);
  assertEquals(bits.dataSync(), Uint8Array.from(ints, (_, i) => i > 2 ? 1 : 0));
});

webgpuTest("a shader that the device refuses is an error, and the next values are right", () => {
  const x = tf.tensor1d([1, 2]);
  const refused = tf.engine().runKernel(refusedKernel(), { x }) as tf.Tensor;
  const behind = tf.add(refused, 1);
  assertThrows(() => behind.dataSync(), Error, "The WebGPU device refused a command");
  assertEquals([...tf.add(x, tf.reshape(tf.tensor2d([[1], [2]]), [2])).dataSync()], [2, 4]);
});

/** A kernel whose shader is no WGSL. */
function refusedKernel(): string {
  const kernelName = "Refused";
  tf.registerKernel({
    kernelName,
    backendName: "webgpu",
    kernelFunc: ({ inputs }) =>
      backend().runWebGPUProgram(
        {
          variableNames: ["x"],
          outputShape: [2],
          workgroupSize: [1, 1, 1],
          dispatchLayout: { x: [0] },
          dispatch: [2, 1, 1],
          shaderKey: kernelName,
          getUserCode: () => "fn main(index : i32) { nonsense }",
        },
        [inputs.x!],
        "float32",
      ),
  });
  return kernelName;
}

webgpuTest("many commands may run before anything is read", () => {
  const x = tf.tensor1d(new Float32Array(2000));
  const total = tf.tidy(() => {
    let sum = tf.add(x, 0);
    for (let i = 0; i < 5000; i++) {
      const next = tf.add(sum, 1);
      sum.dispose();
      sum = next;
    }
    return sum;
  });
  assertEquals(total.dataSync()[1999], 5000);
});

for (const folder of ["t5/v1_0", "t5/v1_1", "t5/v1_0_duplicates", "llama/llama3"]) {
  webgpuTest(`${folder} equals transformers, gradients too`, async (session) => {
    checkCase(session, await loadCase(folder));
  });
}

for (const family of ENCODERS) {
  webgpuTest(`${family.name}/tiny equals transformers, gradients too`, async (session) => {
    await checkEncoder(session, family);
  });
}

webgpuTest("20 training steps follow PyTorch's losses to its parameters", checkTraining);

webgpuTest("training with dropout leaves nothing on the device", (session) => {
  const { program, state: first } = prepareTraining(session, { dropout: true });
  const compiled = session.compile("train", program);
  const nextBatch = fixtureBatches([0]);
  let state = first();
  const step = (seed: number) => {
    const inputs = {
      ...nextBatch(),
      learningRate: tf.scalar(0.1),
      seed: tf.tensor1d([seed, 0], "int32"),
    };
    const result = compiled.run(state, inputs);
    state = { ...result.state };
    result.outputs.loss!.dataSync();
    tf.dispose([...Object.values(inputs), ...Object.values(result.outputs)]);
    const { numBytesAllocatedInGPU } = backend().memory();
    return [tf.memory().numTensors, backend().numDataIds(), numBytesAllocatedInGPU];
  };
  for (let seed = 0; seed < 3; seed++) step(seed);
  const before = step(3);
  for (let seed = 4; seed < 8; seed++) assertEquals(step(seed), before);
});
