/**
 * What every engine must do: give the values and gradients of the cpu engine, take over state, and
 * leave it alone on a throw.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { EngineUnavailable } from "../../src/core/errors.ts";
import { Rng } from "../../src/core/rng.ts";
import type { Session, Tensors } from "../../src/engine/engine.ts";
import { ENGINES } from "../../src/engine/registry.ts";
import { Draws, SEEDED_UNIFORM } from "../../src/engine/random.ts";
import * as tf from "../../src/engine/tf.ts";
import { dropout } from "../../src/nn/dropout.ts";
import { ENGINE_CASES, type EngineCase } from "./_engine_cases.ts";

type Arrays = Record<string, Float32Array>;

function floatsOf(kase: EngineCase): Tensors {
  return Object.fromEntries(
    Object.entries(kase.floats).map(([name, shape]) => {
      const rng = new Rng(`${kase.name}/${name}`);
      const values = Float32Array.from(
        { length: tf.util.sizeFromShape([...shape]) },
        () => rng.normal(),
      );
      return [name, tf.tensor(values, [...shape])];
    }),
  );
}

function intsOf(kase: EngineCase): Tensors {
  return Object.fromEntries(
    Object.entries(kase.ints ?? {}).map((
      [name, { shape, values }],
    ) => [name, tf.tensor(values, shape, "int32")]),
  );
}

/** The value of a case and the gradients of `sum(value * a fixed pattern)`, on the host. */
function compute(session: Session, kase: EngineCase): Arrays {
  const names = Object.keys(kase.floats);
  const compiled = session.compile(kase.name, (floats, ints) => {
    const value = kase.run(floats, ints);
    const pattern = tf.add(tf.cos(tf.range(0, value.size)), 0.1);
    const gradients = tf.grads((...args) => {
      const named = Object.fromEntries(names.map((name, i) => [name, args[i]!]));
      return tf.sum(tf.mul(tf.reshape(kase.run(named, ints), [-1]), pattern));
    })(names.map((name) => floats[name]!));
    const outputs = Object.fromEntries(names.map((name, i) => [name, gradients[i]!]));
    return { state: {}, outputs: { value, ...outputs } };
  });
  const ints = intsOf(kase);
  compiled.run(floatsOf(kase), ints); // a compiled function must give in its second call ...
  const { outputs } = compiled.run(floatsOf(kase), ints); // ... what it gives in its first
  return Object.fromEntries(
    Object.entries(outputs).map(([name, it]) => [name, it.dataSync() as Float32Array]),
  );
}

function relativeError(actual: Float32Array, expected: Float32Array): number {
  assertEquals(actual.length, expected.length);
  const scale = Math.max(...expected.map(Math.abs), 1e-6);
  return Math.max(...actual.map((it, i) => Math.abs(it - expected[i]!))) / scale;
}

/** What the cpu engine gives; made by the first who asks. */
let reference: Record<string, Arrays> | undefined;

async function computeReference(): Promise<Record<string, Arrays>> {
  const session = await (await ENGINES.cpu!()).start({});
  const made: Record<string, Arrays> = {};
  for (const kase of ENGINE_CASES) {
    const arrays = made[kase.name] = compute(session, kase);
    for (const values of Object.values(arrays)) {
      assert(values.every(Number.isFinite) && values.some((it) => it !== 0), kase.name);
    }
  }
  return made;
}

/** Holds an engine against all of it, a step each; says by name why it is skipped. */
export async function checkEngine(test: Deno.TestContext, name: string): Promise<void> {
  reference ??= await computeReference();
  const expected = reference;
  const engine = await ENGINES[name]!();
  let session: Session;
  try {
    session = await engine.start({ notice: () => {} });
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    await test.step({ name: `skipped: ${error.message}`, ignore: true, fn: () => {} });
    return;
  }
  for (const kase of ENGINE_CASES) {
    await test.step(`${kase.name} equals the cpu engine`, () => {
      for (const [output, values] of Object.entries(compute(session, kase))) {
        const error = relativeError(values, expected[kase.name]![output]!);
        assert(error <= engine.tolerance, `${output}: relative error ${error}`);
      }
    });
  }
  await test.step("frozen floats are written where they stay", () => placesFloats(session));
  await test.step("programs take over state and leak nothing", () => takesOverState(session));
  await test.step("a throw leaves the state as it was", () => survivesThrow(session));
  await test.step("a result may be an input, or appear twice", () => sharesResults(session));
  await test.step("seeded numbers are uniform and repeat", () => drawsUniform(session));
  await test.step("dropout drops the same in value and gradient", () => dropsAlike(session));
}

function placesFloats(session: Session): void {
  const placed = session.place([2, 3], (values) => values.set([1, 2, 3, 4, 5, 6]));
  assertEquals([placed.shape, placed.dtype], [[2, 3], "float32"]);
  assertEquals([...tf.transpose(placed).dataSync()], [1, 4, 2, 5, 3, 6]);
  const scalar = session.place([], (values) => void (values[0] = 7));
  assertEquals([...scalar.dataSync()], [7]);
  assertEquals([...session.place([0, 3], () => {}).dataSync()], []);
  const before = tf.memory().numTensors;
  const fail = () => {
    throw new RangeError("on purpose");
  };
  assertThrows(() => session.place([2], fail), RangeError, "on purpose");
  assertEquals(tf.memory().numTensors, before);
}

function takesOverState(session: Session): void {
  const compiled = session.compile("decay", (state, { rate }) => {
    const weight = tf.mul(state.weight!, rate!);
    return { state: { weight }, outputs: { sum: tf.sum(weight) } };
  });
  const rate = tf.scalar(0.5);
  let state: Tensors = { weight: tf.tensor1d([1, 2, 3]) };
  const step = () => {
    const result = compiled.run(state, { rate });
    state = result.state;
    const [sum] = result.outputs.sum!.dataSync();
    tf.dispose(Object.values(result.outputs));
    return sum;
  };
  assertEquals(step(), 3);
  const before = tf.memory().numTensors;
  assertEquals([step(), step(), step()], [1.5, 0.75, 0.375]);
  assertEquals(tf.memory().numTensors, before);
  assertEquals([...rate.dataSync()], [0.5]); // inputs are borrowed
  compiled.dispose();
}

function survivesThrow(session: Session): void {
  const compiled = session.compile("thrower", (state) => {
    tf.mul(state.weight!, 2);
    throw new RangeError("on purpose");
  });
  const weight = tf.tensor1d([1, 2]);
  assertThrows(() => compiled.run({ weight }, {}), RangeError, "on purpose");
  const before = tf.memory().numTensors;
  assertThrows(() => compiled.run({ weight }, {}), RangeError, "on purpose");
  assertEquals(tf.memory().numTensors, before);
  assertEquals([...weight.dataSync()], [1, 2]);
}

function sharesResults(session: Session): void {
  const compiled = session.compile("identity", ({ a }, { b }) => ({
    state: { a: a! },
    outputs: { a: a!, b: b! },
  }));
  const b = tf.tensor1d([3]);
  const { state, outputs } = compiled.run({ a: tf.tensor1d([1, 2]) }, { b });
  tf.dispose(Object.values(outputs));
  assertEquals([...state.a!.dataSync(), ...b.dataSync()], [1, 2, 3]);
}

function drawsUniform(session: Session): void {
  const compiled = session.compile("draw", (_, { seed }) => ({
    state: {},
    outputs: { it: tf.engine().runKernel(SEEDED_UNIFORM, { seed: seed! }, { shape: [100, 200] }) },
  }));
  const draw = (seed: number[]) =>
    compiled.run({}, { seed: tf.tensor1d(seed, "int32") }).outputs.it!.dataSync() as Float32Array;
  const values = draw([1, 2]);
  assertEquals(draw([1, 2]), values);
  assert(draw([1, 3]).some((it, i) => it !== values[i]));
  const mean = values.reduce((sum, it) => sum + it, 0) / values.length;
  assert(values.every((it) => it >= 0 && it < 1));
  assertLess(Math.abs(mean - 0.5), 0.01);
}

/** Engines may draw other numbers, so what is dropped is compared with the gradient of one engine. */
function dropsAlike(session: Session): void {
  const compiled = session.compile("dropout", ({ x }, { seed }) => {
    const drop = (x: tf.Tensor) => dropout(x, 0.3, new Draws(seed as tf.Tensor1D));
    return { state: {}, outputs: { value: drop(x!), gradient: tf.grad(drop)(x!) } };
  });
  const seed = tf.tensor1d([11, 22], "int32");
  const { outputs } = compiled.run({ x: tf.fill([100, 50], 2) }, { seed });
  const value = outputs.value!.dataSync();
  const gradient = outputs.gradient!.dataSync();
  let dropped = 0;
  for (let i = 0; i < value.length; i++) {
    assertEquals(value[i], 2 * gradient[i]!);
    if (value[i] === 0) dropped++;
    else assertAlmostEquals(gradient[i]!, 1 / 0.7, 1e-6);
  }
  assertAlmostEquals(dropped / value.length, 0.3, 0.02);
}
