import { assertEquals, assertLess, assertStrictEquals, assertThrows } from "@std/assert";
import { ATTRIBUTE, DATA_TYPE } from "../../../src/engine/tensorflow/symbols.ts";
import * as tf from "../../../src/engine/tf.ts";
import { binding, leastGrowth, leftBehind, tensorflowTest } from "./_tensorflow.ts";

const FLOAT = { name: "T", type: ATTRIBUTE.type, value: DATA_TYPE.float32 };
const TEXTS = [
  "",
  "short",
  "longer than the 22 bytes that a TString keeps inside",
  "größer, 漢字, 🙂",
];

tensorflowTest("strings of any length come back from an op as they went in", () => {
  const texts = tf.tensor2d(TEXTS, [2, 2], "string");
  assertEquals(texts.dataSync() as unknown as string[], TEXTS);
  const both = tf.concat([texts, texts], 0);
  assertEquals(both.shape, [4, 2]);
  assertEquals(both.dataSync() as unknown as string[], [...TEXTS, ...TEXTS]);
});

tensorflowTest("strings are freed with their tensor", () => {
  const texts = Array.from({ length: 20 }, (_, i) => "x".repeat(50_000 + i));
  const churn = (times: number) => {
    for (let i = 0; i < times; i++) tf.tidy(() => void tf.tensor1d(texts, "string").dataSync());
  };
  churn(50);
  assertEquals(leftBehind(() => churn(10)), { handles: 0, tensors: 0 });
  assertLess(leastGrowth(() => churn(300)), 150e6); // leaking them would take 300 MB
});

tensorflowTest("each type keeps its values and its kind of array", () => {
  const bools = tf.tensor1d([true, false, true], "bool");
  assertEquals(bools.dataSync(), new Uint8Array([1, 0, 1]));
  assertEquals(tf.logicalNot(bools).dataSync(), new Uint8Array([0, 1, 0]));
  const ints = tf.tensor1d([-(2 ** 31), 2 ** 31 - 1, 7], "int32");
  assertEquals(ints.dataSync(), new Int32Array([-(2 ** 31), 2 ** 31 - 1, 7]));
  const floats = tf.tensor1d([NaN, -Infinity, 2 ** -149]); // the least float32 above 0
  assertEquals(floats.dataSync(), new Float32Array([NaN, -Infinity, 2 ** -149]));
  const complex = tf.complex([1, 2], [3, 4]);
  assertEquals([...tf.imag(tf.mul(complex, complex)).dataSync()], [6, 16]);
  assertEquals(tf.zeros([0, 3]).dataSync(), new Float32Array(0));
  assertEquals(tf.scalar(5, "int32").dataSync(), new Int32Array([5]));
});

tensorflowTest("executeOp() throws TensorFlow's message, and the next op works", () => {
  const it = binding();
  const id = it.createTensor([2, 3], DATA_TYPE.float32, new Float32Array([1, 2, 3, 4, 5, 6]));
  const flags = ["transpose_a", "transpose_b"].map((name, i) => ({
    name,
    type: ATTRIBUTE.bool,
    value: i === 1,
  }));
  const noFlags = flags.map((flag) => ({ ...flag, value: false }));
  const failures = leftBehind(() => {
    assertThrows(
      () => it.executeOp("MatMul", [FLOAT, ...noFlags], [id, id], 1),
      Error,
      "Matrix size-incompatible: In[0]: [2,3], In[1]: [2,3]",
    );
    assertThrows(() => it.executeOp("MatMull", [FLOAT], [id, id], 1), Error, "MatMull");
    assertThrows(
      () => it.executeOp("Neg", [{ name: "T", type: 99, value: 1 }], [id], 1),
      TypeError,
      'Cannot set attribute "T": type 99 is unknown',
    );
    assertThrows(() => it.executeOp("AddV2", [FLOAT], [id], 1), Error);
  });
  assertEquals(failures, { handles: 0, tensors: 0 });
  const [product] = it.executeOp("MatMul", [FLOAT, ...flags], [id, id], 1);
  assertEquals(product!.shape, [2, 2]);
  assertEquals(it.tensorDataSync(product!.id), new Float32Array([14, 32, 32, 77]));
  for (const used of [id, product!.id]) it.deleteTensor(used);
});

tensorflowTest("createTensor() refuses values that do not fit the shape", () => {
  assertThrows(
    () => binding().createTensor([2, 3], DATA_TYPE.float32, new Float32Array(5)),
    TypeError,
    "Cannot make a tensor of shape [2, 3]: it takes 24 bytes: data has 20",
  );
});

tensorflowTest("a disposed tensor is an error, not a crash", () => {
  const it = binding();
  const id = it.createTensor([1], DATA_TYPE.float32, new Float32Array(1));
  it.deleteTensor(id);
  const message = `Cannot use tensor ${id}: it was disposed`;
  assertThrows(() => it.executeOp("Neg", [FLOAT], [id], 1), ReferenceError, message);
  assertThrows(() => it.tensorDataSync(id), ReferenceError, message);
  assertThrows(() => it.deleteTensor(id), ReferenceError, message);
});

tensorflowTest("start() keeps to the one TensorFlow of the process", async () => {
  const { tensorflow } = await import("../../../src/engine/tensorflow/mod.ts");
  const before = binding();
  const tensor = tf.tensor1d([1, 2]);
  const session = await tensorflow.start({ jit: "eager" });
  assertEquals(session.report.jit, "eager");
  assertStrictEquals(binding(), before);
  assertEquals([...tf.add(tensor, 1).dataSync()], [2, 3]); // tensors made before live on
});

tensorflowTest("ops and transfers leave no memory behind", () => {
  const churn = (times: number) => {
    for (let i = 0; i < times; i++) {
      tf.tidy(() => void tf.add(tf.tensor1d(new Float32Array(1 << 16)), 1).dataSync());
    }
  };
  churn(200);
  assertEquals(leftBehind(() => churn(10)), { handles: 0, tensors: 0 });
  assertLess(leastGrowth(() => churn(1000)), 100e6); // leaking one of the two would take 260 MB
});
