/** A T5 in other units answers as before. */
import { assertEquals, assertLess } from "@std/assert";
import { cpu } from "../../src/engine/cpu.ts";
import * as tf from "../../src/engine/tf.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { rescaleStream } from "../../src/models/t5/rescale.ts";
import { openCheckpoint } from "./_checkpoint.ts";

await cpu.start({});

const FACTOR = 8;
const files = openCheckpoint("t5/v1_0");
const weights = Object.fromEntries(
  Object.keys(files.shapes)
    .map((name) => [name, (files.load(name) as tf.Tensor).dataSync() as Float32Array]),
);

function logitsOf(values: Readonly<Record<string, Float32Array>>, prompt: tf.Tensor3D): tf.Tensor {
  const load = (name: string) => tf.tensor(values[name]!, [...files.shapes[name]!]);
  const model = t5.load({ ...files, load }) as Seq2SeqModel;
  const inputs = { inputIds: tf.tensor2d([[5, 9, 1]], undefined, "int32"), mask: tf.ones([1, 3]) };
  const patch = { prompt: () => prompt };
  const { base } = model.target;
  const pass = { base, patch, mode: {} };
  const memory = model.encode(inputs as never, pass);
  const start = tf.tensor2d([[0, 7]], undefined, "int32");
  return model.decode(memory, inputs.mask as tf.Tensor2D, start, pass);
}

Deno.test("rescaleStream() leaves the logits, where the prompt is in the new units too", () => {
  const prompt = tf.randomNormal([1, 4, 16], 0, 1, "float32", 1) as tf.Tensor3D;
  const before = logitsOf(weights, prompt);
  const after = logitsOf(rescaleStream(weights, FACTOR), tf.mul(prompt, FACTOR));
  assertEquals(after.shape, before.shape);
  const difference = tf.max(tf.abs(tf.sub(after, before))).dataSync()[0]!;
  const size = tf.max(tf.abs(before)).dataSync()[0]!;
  assertLess(difference / size, 1e-5, "the norms' epsilon is all that may show");
});

Deno.test("rescaleStream() changes what writes into the stream, and the norm before the output", () => {
  const scaled = rescaleStream(weights, FACTOR);
  const ratios = Object.entries(weights).map(([name, values]) => {
    const i = values.findIndex((value) => value !== 0);
    return [name, scaled[name]![i]! / values[i]!] as const;
  });
  const changed = ratios.filter(([, ratio]) => ratio !== 1).map(([name]) => name);
  assertEquals(changed.filter((name) => !/(shared|\.o|\.wo)\.weight$/.test(name)), [
    "decoder.final_layer_norm.weight",
  ]);
  assertEquals(new Set(ratios.map(([, ratio]) => ratio)), new Set([1, FACTOR, 1 / FACTOR]));
});
