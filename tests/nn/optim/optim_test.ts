/** Optimizers, clipping and schedules against PyTorch and transformers; see tests/fixtures/optim. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../src/core/errors.ts";
import { compileEagerly } from "../../../src/engine/eager.ts";

import type { Tensors } from "../../../src/engine/engine.ts";
import * as tf from "../../../src/engine/tf.ts";
import { wasm } from "../../../src/engine/wasm.ts";
import { clipByGlobalNorm } from "../../../src/nn/optim/clip.ts";
import { joined } from "../../../src/nn/optim/joined.ts";
import { OPTIMIZERS } from "../../../src/nn/optim/mod.ts";
import { scheduleFactor, type ScheduleName } from "../../../src/nn/optim/schedule.ts";

interface Array {
  readonly shape: number[];
  readonly values: number[];
}
type Arrays = Record<string, Array>;

const FOLDER = new URL("../../fixtures/optim/", import.meta.url);
const fixture = (name: string) => JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));

function toTensors(arrays: Arrays): Tensors {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
  );
}

function assertClose(actual: Tensors, expected: Arrays, tolerance: number, what: string): void {
  assertEquals(Object.keys(actual), Object.keys(expected));
  for (const [name, { shape, values }] of Object.entries(expected)) {
    assertEquals(actual[name]!.shape, shape);
    const scale = Math.max(...values.map(Math.abs), 1e-8);
    const found = actual[name]!.dataSync();
    const error = Math.max(...values.map((it, i) => Math.abs(it - found[i]!))) / scale;
    assert(error <= tolerance, `${what}, "${name}": relative error ${error}`);
  }
}

/** PyTorch's names of options in ours. */
function optionsOf(options: Record<string, unknown>): { weightDecay: number } {
  const [beta1, beta2] = (options.betas ?? []) as number[];
  const weightDecay = options.weight_decay as number;
  if (options.betas) return { beta1, beta2, epsilon: options.eps, weightDecay } as never;
  const [epsilon, leastScale] = options.eps as number[];
  return {
    epsilon,
    leastScale,
    clipThreshold: options.clip_threshold,
    decayRate: options.decay_rate,
    scaleParameter: options.scale_parameter,
    weightDecay,
  } as never;
}

await wasm.start({});
const { initial, gradients, cases } = fixture("optimizers.json");

for (const { name, optimizer: reference, options, params: expected } of cases) {
  Deno.test(`${name} follows ${reference} over 20 steps`, () => {
    const optimizer = OPTIMIZERS[name.split("_")[0]]!;
    const chosen = optionsOf(options);
    const compiled = compileEagerly(({ a, b, c, ...state }, { rate, ga, gb, gc }) => {
      const params = { a: a!, b: b!, c: c! };
      const slopes = { a: ga!, b: gb!, c: gc! };
      const next = optimizer.update(params, slopes, state, rate as tf.Scalar, chosen);
      return { state: { ...next.params, ...next.state }, outputs: {} };
    });
    const start = toTensors(initial);
    let state: Tensors = { ...start, ...optimizer.init(start, chosen) };
    const rate = tf.scalar(options.lr);
    for (const [step, gradient] of gradients.entries()) {
      const { a: ga, b: gb, c: gc } = toTensors(gradient) as Record<string, tf.Tensor>;
      state = compiled.run(state, { rate, ga: ga!, gb: gb!, gc: gc! }).state;
      const { a, b, c } = state;
      assertClose({ a: a!, b: b!, c: c! }, expected[step], 2e-5, `step ${step + 1}`);
    }
  });
}

Deno.test("OPTIMIZERS lists each optimizer under its own name", () => {
  for (const [name, optimizer] of Object.entries(OPTIMIZERS)) assertEquals(optimizer.name, name);
});

Deno.test("joined() treats large tensors by themselves and changes no result", () => {
  const state = (params: Tensors): Tensors => ({
    sizes: tf.tensor1d(Object.values(params).map((it) => it.size)),
  });
  const descent = joined<{ weightDecay: number }>({
    name: "descent",
    defaults: { weightDecay: 0 },
    init: state,
    update(params, gradients, state, rate) {
      const move = ([name, it]: [string, tf.Tensor]) => [
        name,
        tf.sub(it, tf.mul(gradients[name]!, rate)),
      ];
      return { params: Object.fromEntries(Object.entries(params).map(move)), state };
    },
  });
  const params = {
    a: tf.fill([2, 3], 1),
    large: tf.fill([256, 257], 2),
    b: tf.fill([4], 3),
    c: tf.scalar(4),
  };
  const before = tf.memory().numTensors;
  const initial = descent.init(params);
  assertEquals(tf.memory().numTensors, before + 1);
  assertEquals([...initial.sizes!.dataSync()].toSorted(), [11, 256 * 257].toSorted());
  const moved = descent.update(params, params, initial, tf.scalar(0.5)).params;
  for (const [name, value] of Object.entries({ a: 0.5, large: 1, b: 1.5, c: 2 })) {
    assertEquals(moved[name]!.shape, params[name as "a"].shape);
    assert(moved[name]!.dataSync().every((it) => it === value));
  }
});

Deno.test("update() names a gradient that is missing", () => {
  const params = { a: tf.scalar(1) };
  const { adamw } = OPTIMIZERS;
  assertThrows(
    () => adamw!.update(params, {}, adamw!.init(params), tf.scalar(1)),
    TypeError,
    'Cannot update parameters: "a" is missing',
  );
});

for (const { maxNorm, gradients, totalNorm, clipped } of fixture("clipping.json").cases) {
  Deno.test(`clipByGlobalNorm() clips norm ${totalNorm} to ${maxNorm}`, () => {
    assertClose(clipByGlobalNorm(toTensors(gradients), maxNorm), clipped, 1e-6, "clipped");
  });
}

for (
  const { name, warmupSteps, totalSteps, learningRate, values } of fixture("schedules.json").cases
) {
  Deno.test(`scheduleFactor() of ${name} with ${warmupSteps} steps of warm-up`, () => {
    for (const [step, value] of (values as number[]).entries()) {
      const factor = scheduleFactor(name as ScheduleName, step, { warmupSteps, totalSteps });
      assertAlmostEquals(factor * learningRate, value, 1e-12);
    }
  });
}

Deno.test("scheduleFactor() stays at its end and names an unknown schedule", () => {
  const span = { warmupSteps: 2, totalSteps: 5 };
  assertEquals(scheduleFactor("linear", 9, span), 0);
  assertThrows(() => scheduleFactor("cosin" as ScheduleName, 1, span), UsageError, '"cosine"');
});
