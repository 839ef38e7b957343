/**
 * One contender of the benchmark: this kit on one engine.
 *
 * Reads a number of steps on each line of stdin, runs them, and prints a line of JSON.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { randomT5 } from "../../src/calibration.ts";
import { peakMemory } from "../../src/core/peak_memory.ts";
import { Rng } from "../../src/core/rng.ts";
import type { Jit, Precision, Tensors } from "../../src/engine/engine.ts";
import { startEngine } from "../../src/engine/registry.ts";
import * as tf from "../../src/engine/tf.ts";
import { prompt } from "../../src/methods/prompt.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { OPTIMIZERS } from "../../src/nn/optim/mod.ts";
import type { Adapter } from "../../src/train/adapter.ts";
import { padIds } from "../../src/train/batches.ts";
import { type AnyOptimizer, initialState, trainingProgram } from "../../src/train/programs.ts";
import { runSteps } from "../../src/train/steps.ts";
import { type Ready, type Shape, SHAPES, type Turn } from "./_shape.ts";

const begin = performance.now();
const { values: options } = parseArgs({
  options: {
    engine: { type: "string" },
    jit: { type: "string" },
    threads: { type: "string" },
    shape: { type: "string" },
    prompt: { type: "string" },
    precision: { type: "string" },
    batch: { type: "string" },
  },
});
const shape: Shape = { ...SHAPES[options.shape!]!, batch: Number(options.batch) };
const session = await startEngine(options.engine!, {
  threads: Number(options.threads),
  ...(options.jit ? { jit: options.jit as Jit } : {}),
});
const model = randomT5(shape.config, session, options.precision as Precision);
const optimizer = OPTIMIZERS.adamw as AnyOptimizer;
const adapter = randomPrompt(model, Number(options.prompt));
const parts = { model, adapter, optimizer, weightDecay: 1e-5, clipNorm: null, dropout: false };
const program = session.compile("train", trainingProgram(parts));
let state: Tensors = initialState(adapter, optimizer);

await run(1);
say({
  versions: { engine: session.report.engine, jit: session.report.jit, ...session.report.versions },
  firstStepSeconds: (performance.now() - begin) / 1000,
});
for await (const line of createInterface({ input: process.stdin })) say(await run(Number(line)));

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
    loss,
  };
}

function say(message: Ready | Turn): void {
  console.log(JSON.stringify(message));
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
