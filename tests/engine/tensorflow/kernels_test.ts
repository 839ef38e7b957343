/** The kernels and gradients that replace TF.js' own, against the `cpu` backend. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Rng } from "../../../src/core/rng.ts";
import { cpu } from "../../../src/engine/cpu.ts";
import * as tf from "../../../src/engine/tf.ts";
import { leftBehind, start, tensorflowTest } from "./_tensorflow.ts";

/** float32 with another order of summation. */
const TOLERANCE = 2e-6;

type Fn = (x: tf.Tensor) => tf.Tensor;

const SUMS: Readonly<Record<string, Fn>> = Object.fromEntries(
  [undefined, 0, -1, [0, 2], [1], []].flatMap((axis) =>
    [false, true].flatMap((keepDims) => [
      [`sum over ${axis}, keepDims ${keepDims}`, (x: tf.Tensor) => tf.sum(x, axis, keepDims)],
      [`mean over ${axis}, keepDims ${keepDims}`, (x: tf.Tensor) => tf.mean(x, axis, keepDims)],
    ])
  ),
);

const CASES: Readonly<Record<string, Fn>> = {
  ...SUMS,
  relu: (x) => tf.relu(x),
  square: (x) => tf.square(x),
  rsqrt: (x) => tf.rsqrt(tf.add(tf.square(x), 0.1)),
  "cast to its own type": (x) => tf.mul(tf.cast(x, "float32"), 3),
  "gather along the first axis": (x) => tf.gather(x, tf.tensor1d([1, 0, 1], "int32")),
  "gather along the last axis": (x) =>
    tf.gather(x, tf.tensor2d([[4, 0], [4, 4]], [2, 2], "int32"), 2),
  "second derivative of a mean of squares": (x) =>
    tf.grad((y) => tf.mean(tf.square(tf.square(y))))(x),
};

/** Value, and gradient of a weighted sum of it. */
function compute(fn: Fn, values: Float32Array): ArrayLike<number>[] {
  return tf.tidy(() => {
    const x = tf.tensor3d(values, [2, 3, 5]);
    const weigh = (x: tf.Tensor) => {
      const out = fn(x);
      return tf.sum(tf.mul(tf.reshape(out, [-1]), tf.cos(tf.range(0, out.size))));
    };
    return [fn(x).dataSync(), tf.grad(weigh)(x).dataSync()];
  });
}

const values = (() => {
  const rng = new Rng("kernels");
  return Float32Array.from({ length: 30 }, (_, i) => i === 7 ? 0 : rng.normal());
})();

for (const [name, fn] of Object.entries(CASES)) {
  tensorflowTest(`${name}: value and gradient are those of the cpu backend`, async () => {
    const ours = compute(fn, values);
    assertEquals(leftBehind(() => void compute(fn, values)), { handles: 0, tensors: 0 });
    await cpu.start({});
    const reference = compute(fn, values);
    for (const [i, what] of ["value", "gradient"].entries()) {
      const scale = Math.max(...Array.from(reference[i]!, Math.abs));
      assert(reference[i]!.length > 0 && scale > 0);
      const error = Math.max(
        ...Array.from(reference[i]!, (it, k) => Math.abs(it - ours[i]![k]!)),
      ) / scale;
      assertEquals(ours[i]!.length, reference[i]!.length);
      assert(error <= TOLERANCE, `${what}: relative error ${error}`);
    }
  });
}

tensorflowTest("gather with batch dimensions takes each row's own", () => {
  const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
  const ids = tf.tensor2d([[2, 0], [1, 1]], [2, 2], "int32");
  assertEquals(tf.gather(x, ids, 1, 1).arraySync(), [[3, 1], [5, 5]]);
});

tensorflowTest("gather of an index that is none is TensorFlow's error", () => {
  const x = tf.tensor1d([1, 2, 3]);
  assertThrows(
    () => tf.gather(x, tf.tensor1d([3], "int32")).dataSync(),
    Error,
    "indices[0] = 3 is not in [0, 3)",
  );
});

tensorflowTest("a cast to the same type outlives its source", () => {
  const x = tf.tensor1d([1, 2]);
  const same = tf.cast(x, "float32");
  x.dispose();
  assertEquals([...tf.add(same, 1).dataSync()], [2, 3]);
  assertEquals([...tf.cast(same, "int32").dataSync()], [1, 2]);
});

tensorflowTest("rounding whole numbers gives them back", () => {
  const x = tf.tensor1d([-12345678, 0, 7], "int32");
  const rounded = tf.round(x);
  x.dispose();
  assertEquals([...rounded.dataSync()], [-12345678, 0, 7]);
  assertEquals([...tf.round(tf.tensor1d([0.5, 1.5, -2.6])).dataSync()], [0, 2, -3]);
});

tensorflowTest("the cheaper gradients stay out of the way of other backends", async () => {
  await cpu.start({});
  assertEquals(tf.getBackend(), "cpu");
  const gradient = tf.grad((x) => tf.sum(tf.relu(tf.mean(x, 1))))(tf.tensor2d([[1, 2], [-3, 1]]));
  assertEquals(gradient.arraySync(), [[0.5, 0.5], [0, 0]]);
  await start("graph");
});
