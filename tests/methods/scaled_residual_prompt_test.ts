/** Residual prompts in units of the model: what they have in common with those of the paper. */
import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import type { AnyMethod } from "../../src/methods/method.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { normal } from "../../src/nn/init.ts";
import type { Target } from "../../src/sites.ts";

await wasm.start({});

const D_MODEL = 6;
const CONFIG = { ...METHODS.residual_prompt.defaults, promptLength: 3, bottleneck: 4 };

/** Standard deviation of T5's embeddings, as in the method's source. */
const T5_SPREAD = 11.6;

/** A model whose embeddings have exactly this standard deviation. */
function targetOf(spread: number): Target {
  const vocabEmbeddings = tf.tidy(() => {
    const drawn = normal([40, D_MODEL], 1, new Rng("words"));
    const { variance } = tf.moments(drawn);
    return tf.mul(drawn, tf.div(spread, tf.sqrt(variance))) as tf.Tensor2D;
  });
  return { dModel: D_MODEL, sites: [], base: {}, vocabEmbeddings };
}

/** The fresh prompt of a method as the model sees it. */
function freshPrompt(method: AnyMethod, spread: number): number[] {
  return tf.tidy(() => {
    const context = { rng: new Rng("same for both"), encode: () => [] };
    const params: Tensors = method.init(targetOf(spread), CONFIG, context);
    const empty = tf.zeros([1, 1, D_MODEL]) as tf.Tensor3D;
    const prompt = method.patch(params, CONFIG, {}).prompt!(empty, tf.ones([1, 1]));
    return [...prompt.dataSync()];
  });
}

function assertClose(actual: readonly number[], expected: readonly number[]): void {
  assertEquals(actual.length, expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    assert(Math.abs(actual[i]! - value) <= 1e-5 * largest, `${actual[i]} is not ${value}`);
  }
}

Deno.test("on embeddings as large as T5's it starts as residual prompt tuning does", () => {
  const [scaled, paper] = [METHODS.scaled_residual_prompt, METHODS.residual_prompt]
    .map((method) => freshPrompt(method, T5_SPREAD));
  assertClose(scaled!, paper!);
});

Deno.test("it grows with the embeddings, which residual prompt tuning does not", () => {
  const at = (method: AnyMethod) =>
    [0.116, 11.6].map((spread) => freshPrompt(method, spread)) as [number[], number[]];
  const [small, large] = at(METHODS.scaled_residual_prompt);
  assertClose(small.map((value) => value * 100), large);
  const [paperSmall, paperLarge] = at(METHODS.residual_prompt);
  assert(paperSmall.some((value, i) => Math.abs(value * 100 - paperLarge[i]!) > 1));
});
