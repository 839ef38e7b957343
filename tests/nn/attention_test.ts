import { assertEquals, assertLessOrEqual } from "@std/assert";
import { cpu } from "../../src/engine/cpu.ts";
import * as tf from "../../src/engine/tf.ts";
import {
  attend,
  attendTo,
  causalBias,
  maskBias,
  mergeHeads,
  repeatHeads,
  splitHeads,
} from "../../src/nn/attention.ts";
import { linear } from "../../src/nn/linear.ts";

await cpu.start({});

const HEADS = 3;

/** Every size differs from every other, so that a swapped axis fails. */
function tensors(): tf.Tensor[] {
  const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, "float32", seed);
  // query [batch 2, queryLength 4, heads * dHead 15], positions [2, keyLength 6, dModel 7]
  return [normal([2, 4, 15], 1), normal([2, 6, 7], 2), normal([15, 7], 3), normal([15, 7], 4)];
}

const MASK = [[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]];

function byKeys(query: tf.Tensor, positions: tf.Tensor, key: tf.Tensor, value: tf.Tensor) {
  const heads = (x: tf.Tensor) => splitHeads(x, HEADS);
  const bias = maskBias(tf.tensor2d(MASK));
  return mergeHeads(
    attend(heads(query), heads(linear(positions, key)), heads(linear(positions, value)), bias),
  );
}

function directly(query: tf.Tensor, positions: tf.Tensor, key: tf.Tensor, value: tf.Tensor) {
  const memory = {
    positions: positions as tf.Tensor3D,
    keyWeight: key as tf.Tensor2D,
    valueWeight: value as tf.Tensor2D,
  };
  return attendTo(memory, query as tf.Tensor3D, HEADS, maskBias(tf.tensor2d(MASK)));
}

/** Largest difference, of the largest value: f32 sums of some twenty products in another order. */
const TOLERANCE = 1e-5;

function assertClose(actual: tf.Tensor, expected: tf.Tensor): void {
  assertEquals(actual.shape, expected.shape);
  const scale = Math.max(1, tf.max(tf.abs(expected)).dataSync()[0]!);
  const worst = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!;
  assertLessOrEqual(worst, TOLERANCE * scale);
}

Deno.test("attendTo() equals attend() on mapped keys and values, with padding", () => {
  const [query, positions, key, value] = tensors() as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  assertClose(directly(query, positions, key, value), byKeys(query, positions, key, value));
});

Deno.test("attendTo() has the gradients of attend(), for the weights too", () => {
  const gradients = (of: typeof byKeys) => {
    const loss = (...given: tf.Tensor[]) =>
      tf.sum(tf.square(of(given[0]!, given[1]!, given[2]!, given[3]!)));
    return tf.grads(loss)(tensors());
  };
  const expected = gradients(byKeys);
  gradients(directly).forEach((gradient, i) => assertClose(gradient, expected[i]!));
});

Deno.test("attendTo() hands the attention weights to what drops some", () => {
  const [query, positions, key, value] = tensors() as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const memory = {
    positions: positions as tf.Tensor3D,
    keyWeight: key as tf.Tensor2D,
    valueWeight: value as tf.Tensor2D,
  };
  let sums: tf.Tensor | undefined;
  const bias = maskBias(tf.tensor2d(MASK));
  const none = attendTo(memory, query as tf.Tensor3D, HEADS, bias, (weights) => {
    sums = tf.sum(weights, -1);
    return tf.zerosLike(weights);
  });
  assertClose(sums!, tf.ones(sums!.shape)); // each query's weights
  assertClose(none, tf.zeros(query.shape));
});

Deno.test("causalBias() hides later positions, and none of the keys in front", () => {
  const seen = (bias: tf.Tensor) => [...bias.dataSync()].map((value) => value === 0 ? 1 : 0);
  assertEquals(seen(causalBias(2)), [1, 0, 1, 1]);
  const bias = causalBias(2, 3);
  assertEquals([bias.shape, seen(bias)], [[1, 1, 2, 5], [1, 1, 1, 1, 0, 1, 1, 1, 1, 1]]);
});

Deno.test("repeatHeads() puts the copies of a head side by side", () => {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
  assertEquals(repeatHeads(x, 1), x);
  assertEquals(repeatHeads(x, 2).arraySync(), [[
    [[1, 2], [3, 4]],
    [[1, 2], [3, 4]],
    [[5, 6], [7, 8]],
    [[5, 6], [7, 8]],
  ]]);
});
