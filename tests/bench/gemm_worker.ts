/**
 * The limit of the benchmark: the matrix products of a step and nothing else.
 *
 * The linear maps of the encoder and of the output layer, forward and for the gradients of their
 * inputs: what any implementation with these products must compute. They run on the engine
 * tensorflow, one after the other.
 *
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import type { Precision, Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { serve } from "./_serve.ts";
import { type Device, type Shape, SHAPES, type Turn } from "./_shape.ts";
import { startOn } from "./_start_on.ts";

const { values: options } = parseArgs({
  options: {
    device: { type: "string" },
    threads: { type: "string" },
    shape: { type: "string" },
    prompt: { type: "string" },
    precision: { type: "string" },
    batch: { type: "string" },
  },
});
const shape: Shape = { ...SHAPES[options.shape!]!, batch: Number(options.batch) };
const threads = Number(options.threads);
const session = await startOn(options.device as Device, "tensorflow", { threads });
const sizes = sizesOf(shape, Number(options.prompt));
const weights = sizes.maps.map(([input, output]) => frozen([input, output]));
const inputs: Tensors = Object.fromEntries(
  [...new Set(sizes.maps.flat())].map((width) => [`${width}`, random([sizes.rows, width])]),
);
const head = frozen([shape.config.d_model!, shape.config.vocab_size!]);
const answers: Tensors = {
  hidden: random([sizes.answers, shape.config.d_model!]),
  logits: random([sizes.answers, shape.config.vocab_size!]),
};
const program = session.compile("products", (_, given) => {
  const made = sizes.maps.flatMap(([input, output], i) => [
    tf.matMul(given[`${input}`]! as tf.Tensor2D, weights[i] as tf.Tensor2D),
    tf.matMul(given[`${output}`]! as tf.Tensor2D, weights[i] as tf.Tensor2D, false, true),
  ]);
  made.push(tf.matMul(given.hidden as tf.Tensor2D, head as tf.Tensor2D));
  made.push(tf.matMul(given.logits as tf.Tensor2D, head as tf.Tensor2D, false, true));
  const corners = made.map((it) => tf.reshape(tf.slice(it, [0, 0], [1, 1]), []));
  return { state: {}, outputs: { it: tf.addN(corners) } };
});

await serve(() => ({ session, run }));

function run(steps: number): Turn {
  const milliseconds: number[] = [];
  const cpu = process.cpuUsage();
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    const { outputs } = program.run({}, { ...inputs, ...answers });
    outputs.it!.dataSync();
    outputs.it!.dispose();
    milliseconds.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    milliseconds,
    cpuMilliseconds: (user + system) / 1000 / steps,
    peakBytes: Deno.memoryUsage().rss,
    peakDeviceBytes: session.peakDeviceBytes?.() ?? null,
    loss: 0,
  };
}

/** Rows of the products, and input and output width of every linear map of the encoder. */
function sizesOf({ config, batch, length, targetLength }: Shape, promptLength: number) {
  const { d_model = 0, d_kv = 0, num_heads = 0, d_ff = 0, num_layers = 0 } = config;
  const inner = d_kv * num_heads;
  const layer: [number, number][] = [
    ...[[d_model, inner], [d_model, inner], [d_model, inner], [inner, d_model]],
    ...[[d_model, d_ff], [d_ff, d_model]],
  ] as [number, number][];
  return {
    rows: batch * (length + promptLength),
    answers: batch * targetLength,
    maps: Array.from({ length: num_layers }, () => layer).flat(),
  };
}

function random(shape: [number, number], precision: Precision = "f32"): tf.Tensor {
  const fill = (values: Float32Array) => {
    for (let i = 0; i < values.length; i++) values[i] = ((i * 7919) % 1009) / 1009 - 0.5;
  };
  return session.place(shape, fill, precision);
}

/** A matrix held as the frozen ones are. */
function frozen(shape: [number, number]): tf.Tensor {
  return random(shape, options.precision === "bf16" ? "bf16" : "f32");
}
