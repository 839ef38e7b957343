import { assert, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import type { Program, Tensors } from "../../../src/engine/engine.ts";
import { Draws, seededUniform } from "../../../src/engine/random.ts";
import * as tf from "../../../src/engine/tf.ts";
import { backend, leftBehind, start, xlaTest } from "./_xla.ts";

xlaTest("uploaded weights are captured, and live on when their owner gives them up", async () => {
  const session = await start();
  const weight = session.upload(new Float32Array(5000).fill(2), [5, 1000]);
  const sum: Program = (_, { x }) => ({
    state: {},
    outputs: { it: tf.sum(tf.mul(weight, x!)) },
  });
  const compiled = session.compile("captures", sum);
  const run = (x: number) => compiled.run({}, { x: tf.scalar(x) }).outputs.it!.dataSync()[0];
  assertEquals([run(1), run(2)], [1e4, 2e4]);
  weight.dispose();
  assertEquals(run(3), 3e4);
  compiled.dispose();
});

xlaTest("results may be inputs, captured, constant, or appear twice", async () => {
  const session = await start();
  const captured = session.upload(new Float32Array([5]), [1]);
  const compiled = session.compile("swap", ({ a, b }, { x }) => {
    const sum = tf.add(a!, x!);
    return {
      state: { a: b!, b: sum },
      outputs: { sum, again: sum, x: x!, captured, constant: tf.tensor1d([7]), first: a! },
    };
  });
  const x = tf.tensor1d([10]);
  const values = (tensors: Tensors) =>
    Object.fromEntries(Object.entries(tensors).map(([name, it]) => [name, it.dataSync()[0]]));
  let state: Tensors = { a: tf.tensor1d([1]), b: tf.tensor1d([2]) };
  for (const [sum, first, next] of [[11, 1, 2], [12, 2, 11], [21, 11, 12]] as const) {
    const result = compiled.run(state, { x });
    state = result.state;
    assertEquals(values(state), { a: next, b: sum });
    const outputs = { sum, again: sum, x: 10, captured: 5, constant: 7, first };
    assertEquals(values(result.outputs), outputs);
    tf.dispose(Object.values(result.outputs));
  }
  assertEquals(values({ x, captured }), { x: 10, captured: 5 });
  compiled.dispose();
});

const DOUBLE: Program = ({ a, b }) => ({
  state: Object.fromEntries(
    Object.entries({ a, b }).filter(([, it]) => it).map(([name, it]) => [name, tf.mul(it!, 2)]),
  ),
  outputs: {},
});

xlaTest("the state's memory is handed on, and what others share is copied first", async () => {
  const session = await start();
  const compiled = session.compile("double", DOUBLE);
  const mine = tf.tensor1d([1, 2]);
  const { buffer } = backend().nodeOf(mine).source as unknown as {
    buffer: { address: bigint };
  };
  const { state } = compiled.run({ a: mine }, {});
  assert(mine.isDisposed);
  assertThrows(() => buffer.address, ReferenceError, "its memory was freed");

  const kept = state.a!;
  const shared = compiled.run({ a: tf.clone(kept) }, {}).state;
  assertEquals([...kept.dataSync(), ...shared.a!.dataSync()], [2, 4, 4, 8]);

  const twice = compiled.run({ a: tf.clone(kept), b: tf.clone(kept) }, {}).state;
  assertEquals([...twice.a!.dataSync(), ...twice.b!.dataSync()], [4, 8, 4, 8]);

  const view = compiled.run({ a: tf.reshape(kept, [2, 1]) }, {}).state;
  assertEquals([view.a!.shape, ...view.a!.dataSync()], [[2, 1], 4, 8]);
  assertEquals([...kept.dataSync()], [2, 4]);
  compiled.dispose();
});

xlaTest("each combination of shapes is compiled, and disposed of", async () => {
  const session = await start();
  const captured = session.upload(new Float32Array([3]), [1]);
  const run = () => {
    const compiled = session.compile("shapes", (_, { x }) => ({
      state: {},
      outputs: { it: tf.sum(tf.mul(x!, captured)) },
    }));
    for (const size of [1, 4, 1, 2]) {
      const x = tf.ones([size]);
      const { outputs } = compiled.run({}, { x });
      assertEquals(outputs.it!.dataSync()[0], 3 * size);
      tf.dispose([x, outputs.it!]);
    }
    compiled.dispose();
  };
  assertEquals(leftBehind(run), { tensors: 0, data: 0 });
});

xlaTest("draws are those of the host engines, and differ by call and seed", async () => {
  const session = await start();
  const compiled = session.compile("draw", (_, { seed }) => {
    const draws = new Draws(seed as tf.Tensor1D);
    return { state: {}, outputs: { one: draws.uniform([50, 3]), two: draws.uniform([50, 3]) } };
  });
  const draw = (seed: number) => {
    const { one, two } = compiled.run({}, { seed: tf.tensor1d([seed, -7], "int32") }).outputs;
    return [one!.dataSync(), two!.dataSync()] as const;
  };
  for (const seed of [1, 2 ** 31 - 1, -5]) {
    assertEquals(draw(seed), [seededUniform([seed, -7], 150), seededUniform([seed, -6], 150)]);
  }
  assertNotEquals(draw(2), draw(3));
  compiled.dispose();
});

/** Bytes that 10,000 steps may add, garbage of V8 included. */
const FLAT = 50e6;

xlaTest("memory stays flat over 10,000 steps", async () => {
  const session = await start();
  const weight = session.upload(new Float32Array(64).fill(0.1), [8, 8]);
  const compiled = session.compile("tiny", ({ x }, { rate }) => {
    const next = tf.add(tf.tanh(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D)), rate!);
    return { state: { x: next }, outputs: { sum: tf.sum(next) } };
  });
  let state: Tensors = { x: tf.ones([4, 8]) };
  const train = (steps: number) => {
    for (let step = 0; step < steps; step++) {
      const rate = tf.scalar(step / steps);
      const result = compiled.run(state, { rate });
      state = result.state;
      result.outputs.sum!.dataSync();
      tf.dispose([rate, result.outputs.sum!]);
    }
  };
  train(2000);
  const before = Deno.memoryUsage().rss;
  assertEquals(leftBehind(() => train(10_000)), { tensors: 0, data: 0 });
  assertLess(Deno.memoryUsage().rss - before, FLAT);
  tf.dispose(Object.values(state));
  compiled.dispose();
});

for (
  const [what, read] of [
    ["computed", ({ x }: Tensors) => tf.mul(x!, 2).dataSync()],
    ["was given", ({ x }: Tensors) => x!.dataSync()],
  ] as const
) {
  xlaTest(`a program that reads a value it ${what} is refused`, async () => {
    const session = await start();
    const compiled = session.compile("reader", ({ x }, inputs) => {
      const [factor] = read(inputs);
      return { state: { x: tf.mul(x!, factor!) }, outputs: {} };
    });
    const state = { x: tf.tensor1d([1, 2]) };
    const inputs = { x: tf.scalar(3) };
    const refused = () => {
      assertThrows(() => compiled.run(state, inputs), Error, "it reads the values of a tensor");
    };
    refused();
    assertEquals(leftBehind(refused), { tensors: 0, data: 0 });
    assertEquals([...state.x.dataSync()], [1, 2]);
  });
}

xlaTest("a program may read a constant that it made itself", async () => {
  const session = await start();
  const compiled = session.compile("constants", (_, { x }) => {
    const [first] = tf.tensor1d([3, 4]).dataSync();
    return { state: {}, outputs: { it: tf.mul(x!, first!) } };
  });
  assertEquals([...compiled.run({}, { x: tf.tensor1d([2]) }).outputs.it!.dataSync()], [6]);
  compiled.dispose();
});

xlaTest("a kernel that is missing is named", async () => {
  const session = await start();
  const compiled = session.compile("pool", (_, { x }) => ({
    state: {},
    outputs: { it: tf.avgPool(x as tf.Tensor3D, 2, 1, "valid") },
  }));
  assertThrows(
    () => compiled.run({}, { x: tf.ones([3, 3, 1]) }),
    Error,
    'Cannot compile "pool": engine "xla" has no kernel "AvgPool": choose --engine tensorflow',
  );
});

xlaTest("a tensor that leaves its program cannot be used", async () => {
  const session = await start();
  let escaped!: tf.Tensor;
  const compiled = session.compile("escape", (_, { x }) => {
    escaped = tf.keep(tf.neg(x!));
    return { state: {}, outputs: {} };
  });
  compiled.run({}, { x: tf.tensor1d([1, 2]) });
  assertThrows(() => escaped.dataSync(), Error, "it exists only inside the program that made it");
  escaped.dispose();
});

xlaTest("a string is refused, and the next tensor is not", async () => {
  await start();
  assertThrows(() => tf.tensor1d(["a"]), TypeError, "Cannot put a string tensor on engine");
  assertEquals([...tf.neg(tf.tensor1d([1])).dataSync()], [-1]);
});
