/**
 * One contender of the benchmark: this kit on one engine.
 *
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { randomT5 } from "../../src/estimates/calibration.ts";
import { given } from "../../src/core/given.ts";
import { peakMemory } from "../../src/core/peak_memory.ts";
import { Rng } from "../../src/core/rng.ts";
import type { Jit, Precision, Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { prompt } from "../../src/methods/prompt.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { OPTIMIZERS } from "../../src/nn/optim/mod.ts";
import type { Adapter } from "../../src/train/adapter.ts";
import { padIds } from "../../src/train/batches.ts";
import { type AnyOptimizer, initialState, trainingProgram } from "../../src/train/programs.ts";
import { runSteps } from "../../src/train/steps.ts";
import { serve, type Work } from "./_serve.ts";
import { type Device, type Shape, SHAPES, type Turn } from "./_shape.ts";
import { startOn } from "./_start_on.ts";

const { values: options } = parseArgs({
  options: {
    engine: { type: "string" },
    jit: { type: "string" },
    device: { type: "string" },
    threads: { type: "string" },
    shape: { type: "string" },
    prompt: { type: "string" },
    precision: { type: "string" },
    batch: { type: "string" },
  },
});
const shape: Shape = { ...SHAPES[options.shape!]!, batch: Number(options.batch) };

await serve(prepare);

async function prepare(): Promise<Work> {
  const session = await startOn(options.device as Device, options.engine!, {
    threads: Number(options.threads),
    ...given({ jit: options.jit as Jit | undefined }),
  });
  const model = randomT5(shape.config, session, options.precision as Precision);
  const optimizer = OPTIMIZERS.adamw as AnyOptimizer;
  const adapter = randomPrompt(model, Number(options.prompt));
  const parts = { model, adapter, optimizer, weightDecay: 1e-5, clipNorm: null, dropout: false };
  const program = session.compile("train", trainingProgram(parts));
  let state: Tensors = initialState(adapter, optimizer);

  /** Trains on: fresh tensors for each batch, as any training has them. */
  async function run(steps: number): Promise<Turn> {
    const milliseconds: number[] = [];
    let loss = NaN;
    let last = performance.now();
    const cpu = process.cpuUsage();
    state = await runSteps(program, state, () => batchTensors(shape), {
      steps,
      learningRate: () => 0.3,
      seed: () => 1,
      afterStep(_step, value) {
        milliseconds.push(performance.now() - last);
        last = performance.now();
        loss = value;
      },
    });
    const { user, system } = process.cpuUsage(cpu);
    return {
      milliseconds,
      cpuMilliseconds: (user + system) / 1000 / steps,
      peakBytes: peakMemory(),
      peakDeviceBytes: session.peakDeviceBytes?.() ?? null,
      loss,
    };
  }
  return { session, run };
}

function randomPrompt(model: Seq2SeqModel, promptLength: number): Adapter {
  const config = { ...prompt.defaults, promptLength };
  const context = { rng: new Rng("prompt"), encode: () => [] };
  return { method: prompt, config, params: prompt.init(model.target, config, context), base: {} };
}

function batchTensors({ batch, length, targetLength, config }: Shape): Tensors {
  const ids = (size: number, start: number) =>
    Array.from(
      { length: batch },
      (_, row) =>
        Array.from({ length: size }, (_, i) =>
          2 + (start + row * 7919 + i * 31) % (config.vocab_size! - 2)),
    );
  return {
    inputIds: padIds(ids(length, 1), 0),
    mask: tf.ones([batch, length]),
    decoderIds: padIds(ids(targetLength, 5), 0),
    targetIds: padIds(ids(targetLength, 6), 0),
  };
}
