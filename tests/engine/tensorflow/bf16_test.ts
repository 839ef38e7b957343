/** Frozen weights stored as bf16 on the tensorflow engine. */
import { assert, assertEquals } from "@std/assert";
import { fromBf16, toBf16 } from "../../../src/core/bfloat16.ts";
import * as tf from "../../../src/engine/tf.ts";
import { checkBf16Steps } from "../../train/_bf16.ts";
import { binding, leftBehind, start, tensorflowTest } from "./_tensorflow.ts";

const VALUES = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));
const ROUNDED = fromBf16(toBf16(VALUES));

function withUnits(bf16Units: boolean, body: () => void): void {
  const before = binding().bf16Units;
  binding().bf16Units = bf16Units;
  try {
    body();
  } finally {
    binding().bf16Units = before;
  }
}

function isHalf(tensor: tf.Tensor): boolean {
  const backend = tf.backend() as unknown as { getInputTensorIds(tensors: tf.Tensor[]): number[] };
  return binding().isHalf(backend.getInputTensorIds([tensor])[0]!);
}

tensorflowTest("bf16: matrices are stored so, vectors as they are", async () => {
  const session = await start("graph");
  const place = (shape: number[]) => session.place(shape, (room) => room.set(VALUES), "bf16");
  const matrix = place([4, 10]);
  assertEquals([matrix.dtype, isHalf(matrix)], ["float32", true]);
  assertEquals(matrix.dataSync(), ROUNDED);
  const vector = place([40]);
  assertEquals([isHalf(vector), vector.dataSync()], [false, VALUES]);
});

tensorflowTest("bf16: a matrix in another form stays so, what is computed is f32", async () => {
  const session = await start("graph");
  const matrix = session.place([4, 10], (room) => room.set(VALUES), "bf16");
  const forms = {
    reshape: tf.reshape(matrix, [8, 5]),
    transpose: tf.transpose(tf.transpose(matrix)),
  };
  for (const [name, tensor] of Object.entries(forms)) {
    assertEquals([isHalf(tensor), tensor.dataSync()], [true, ROUNDED], name);
  }
  const computed = {
    add: tf.add(matrix, 1),
    gather: tf.gather(matrix, tf.tensor1d([0, 1, 2, 3], "int32")),
    concat: tf.concat([matrix, matrix]),
    slice: tf.slice(matrix, [0, 0], [4, 10]),
  };
  for (const [name, tensor] of Object.entries(computed)) assert(!isHalf(tensor), name);
  assertEquals(computed.add.dataSync(), ROUNDED.map((it) => Math.fround(it + 1)));
  assertEquals(computed.slice.dataSync(), ROUNDED);
  assertEquals(computed.gather.dataSync(), ROUNDED);
});

tensorflowTest(
  "bf16: products round both sides where the device has units, else none",
  async () => {
    const session = await start("graph");
    const matrix = session.place([4, 10], (room) => room.set(VALUES), "bf16");
    const x = tf.tensor2d(VALUES.map((it) => it / 3), [10, 4]);
    const product = (left: Float32Array, right: Float32Array, i: number, j: number) => {
      let sum = 0;
      for (let k = 0; k < 10; k++) sum += left[10 * i + k]! * right[4 * k + j]!;
      return sum;
    };
    const wanted = (right: Float32Array) =>
      Array.from({ length: 16 }, (_, at) => product(ROUNDED, right, at >> 2, at & 3));
    const worst = (found: ArrayLike<number>, exact: readonly number[]) =>
      Math.max(...exact.map((value, i) => Math.abs(found[i]! - value)));
    withUnits(false, () => {
      const exact = wanted(x.dataSync() as Float32Array);
      assert(worst(tf.matMul(matrix, x).dataSync(), exact) < 1e-6);
    });
    withUnits(true, () => {
      const rounded = wanted(fromBf16(toBf16(x.dataSync() as Float32Array)));
      const found = tf.matMul(matrix, x).dataSync() as Float32Array;
      assertEquals(found, fromBf16(toBf16(found))); // the result has passed through bf16
      const largest = Math.max(...rounded.map(Math.abs));
      assert(worst(found, rounded) < largest * 2 ** -8);
    });
  },
);

tensorflowTest("bf16: no cast is left behind", async () => {
  const session = await start("graph");
  const matrix = session.place([4, 10], (room) => room.set(VALUES), "bf16");
  const x = session.upload(new Float32Array(30).fill(1), [10, 3]);
  for (const units of [false, true]) {
    withUnits(units, () => {
      const left = leftBehind(() => tf.tidy(() => void tf.add(tf.matMul(matrix, x), 1)));
      assertEquals(left, { handles: 0, tensors: 0 });
    });
  }
  const before = binding().handles.size;
  session.place([4, 10], (room) => room.set(VALUES), "bf16").dispose();
  assertEquals(binding().handles.size, before);
});

for (const jit of ["graph", "eager"] as const) { // XLA takes its time
  for (const bf16Units of [false, true]) {
    const how = `multiplied as ${bf16Units ? "bf16" : "f32"}, ${jit}`;
    tensorflowTest(`bf16: ${how}, 20 steps stay near PyTorch's losses`, async () => {
      const session = await start(jit);
      withUnits(bf16Units, () => {
        const state = checkBf16Steps(session, how);
        assert(Object.values(state).every((tensor) => !isHalf(tensor)));
      });
    });
  }
}
