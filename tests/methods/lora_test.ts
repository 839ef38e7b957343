/** LoRA on T5 against PEFT; see tests/fixtures/methods. */
import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { lora } from "../../src/methods/lora.ts";
import type { Inputs, Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { crossEntropy } from "../../src/nn/loss.ts";
import { openCheckpoint, readJson, relativeError, toTensor } from "../models/_checkpoint.ts";

const LETTERS: Readonly<Record<string, string>> = { q: "query", v: "value" };
const PARTS: Readonly<Record<string, string>> = { A: "down", B: "up" };

/** `encoder.block.0.layer.0.SelfAttention.q.lora_A` is our `encoder.0.attention.query.down`. */
function ours(name: string): string {
  const [, stack, block, kind, letter, part] = name.match(
    /^(\w+)\.block\.(\d+)\.layer\.\d\.(\w+)\.(\w)\.lora_(\w)$/,
  )!;
  const attention = kind === "SelfAttention" ? "attention" : "crossAttention";
  return `${stack}.${block}.${attention}.${LETTERS[letter!]}.${PARTS[part!]}`;
}

Deno.test("lora on t5 equals PEFT's logits, loss and gradients", async () => {
  await wasm.start({});
  const fixture = readJson("../methods/lora_t5.json");
  const model = await t5.load(openCheckpoint("t5/v1_0")) as Seq2SeqModel;
  const { rank, alpha } = fixture.config;
  const config = { ...lora.defaults, rank, alpha };
  const params: Tensors = Object.fromEntries(
    Object.keys(fixture.params).map((name) => [ours(name), toTensor(fixture.params[name])]),
  );
  const fresh = lora.init(model.target, config, { rng: new Rng(1), encode: () => [] });
  assertEquals(Object.keys(fresh).toSorted(), Object.keys(params).toSorted());

  const inputs: Inputs = {
    inputIds: tf.tensor2d(fixture.inputs.inputIds, undefined, "int32"),
    mask: tf.tensor2d(fixture.inputs.attentionMask, undefined, "float32"),
  };
  const labels: number[][] = fixture.inputs.labels;
  const shifted = labels.map((row) => [0, ...row.slice(0, -1).map((id) => Math.max(id, 0))]);
  const decoderIds = tf.tensor2d(shifted, undefined, "int32");
  const logits = (given: Tensors) => {
    const patch = lora.patch(given, config, {});
    const memory = model.encode(model.target.base, inputs, patch, {});
    return model.decode(model.target.base, memory, inputs.mask, decoderIds, patch, {});
  };
  assert(relativeError(logits(params), fixture.logits) < 1e-4);

  const names = Object.keys(fixture.gradients);
  const loss = (...values: tf.Tensor[]) => {
    const given = Object.fromEntries(names.map((name, i) => [ours(name), values[i]!]));
    const targets = tf.tensor2d(labels, undefined, "int32");
    return crossEntropy(logits({ ...params, ...given }), targets);
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => params[ours(name)]!));
  assert(Math.abs(value.dataSync()[0]! / fixture.loss - 1) < 1e-5);
  for (const [i, name] of names.entries()) {
    assert(relativeError(grads[i]!, fixture.gradients[name]) < 1e-4, name);
  }
});
