import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engine/cpu.ts";
import * as tf from "../../src/engine/tf.ts";
import { linear } from "../../src/nn/linear.ts";
import { crossEntropy } from "../../src/nn/loss.ts";
import { checkShape } from "../../src/nn/shapes.ts";

await cpu.start({});

Deno.test("checkShape() binds a word once, and says words and numbers where a tensor does not fit", () => {
  const sizes = {};
  checkShape(tf.zeros([2, 5, 8]), ["batch", "length", 8], "hidden", sizes);
  assertEquals(sizes, { batch: 2, length: 5 });
  assertThrows(
    () => checkShape(tf.zeros([2, 4]), ["batch", "length"], "mask", sizes),
    TypeError,
    '"mask" must be [batch=2, length=5]: it is [2, 4]',
  );
  assertThrows(() => checkShape(tf.zeros([2]), ["batch", 3], "x"), TypeError, "[batch, 3]");
});

Deno.test("linear() refuses a last axis that a reshape would take", () => {
  const weight = tf.ones([3, 4]);
  assertEquals(linear(tf.ones([2, 4]), weight).shape, [2, 3]);
  assertThrows(() => linear(tf.ones([4, 2]), weight), TypeError, '"x" must be [4, 4]');
});

Deno.test("crossEntropy() refuses targets that a reshape would take", () => {
  const logits = tf.zeros([2, 3, 7]) as tf.Tensor3D;
  const targets = tf.zeros([3, 2], "int32") as tf.Tensor2D;
  assertThrows(() => crossEntropy(logits, targets), TypeError, '"targetIds" must be [2, 3]');
});
