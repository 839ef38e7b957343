/** (IA)^3 on T5 against PEFT; see tests/fixtures/methods. */
import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { ia3 } from "../../src/methods/ia3.ts";
import type { Inputs, Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { siteOfModule } from "../../src/models/t5/module_names.ts";
import { crossEntropy } from "../../src/nn/loss.ts";
import { openCheckpoint, readJson, relativeError, toTensor } from "../models/_checkpoint.ts";

/** `encoder.block.0.layer.1.DenseReluDense.wo.ia3_l` is our `encoder.0.feedForward.out.inputScale`. */
function ours(name: string): string {
  const module = name.replace(/\.ia3_l$/, "");
  return `${siteOfModule(module)}.${module.endsWith(".wo") ? "inputScale" : "outputScale"}`;
}

Deno.test("ia3 on t5 equals PEFT's logits, loss and gradients", async () => {
  await wasm.start({});
  const fixture = readJson("../methods/ia3_t5.json");
  const model = await t5.load(openCheckpoint("t5/v1_0")) as Seq2SeqModel;
  const names = Object.keys(fixture.params);
  const params: Tensors = Object.fromEntries(
    names.map((name) => [ours(name), tf.reshape(toTensor(fixture.params[name]), [-1])]),
  );
  const context = { rng: new Rng(1), encode: () => [] };
  const fresh = ia3.init(model.target, ia3.defaults, context);
  const shapes = (tensors: Tensors) =>
    Object.entries(tensors).map(([name, { shape }]) => `${name} ${shape}`).toSorted();
  assertEquals(shapes(fresh), shapes(params));

  const inputs: Inputs = {
    inputIds: tf.tensor2d(fixture.inputs.inputIds, undefined, "int32"),
    mask: tf.tensor2d(fixture.inputs.attentionMask, undefined, "float32"),
  };
  const labels: number[][] = fixture.inputs.labels;
  const shifted = labels.map((row) => [0, ...row.slice(0, -1).map((id) => Math.max(id, 0))]);
  const decoderIds = tf.tensor2d(shifted, undefined, "int32");
  const logits = (given: Tensors) => {
    const patch = ia3.patch(given, ia3.defaults, {});
    const memory = model.encode(model.target.base, inputs, patch, {});
    return model.decode(model.target.base, memory, inputs.mask, decoderIds, patch, {});
  };
  assert(relativeError(logits(params), fixture.logits) < 1e-4);

  const loss = (...values: tf.Tensor[]) => {
    const given = Object.fromEntries(names.map((name, i) => [ours(name), values[i]!]));
    return crossEntropy(logits(given), tf.tensor2d(labels, undefined, "int32"));
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => params[ours(name)]!));
  assert(Math.abs(value.dataSync()[0]! / fixture.loss - 1) < 1e-5);
  for (const [i, name] of names.entries()) {
    const { values } = fixture.gradients[name];
    assert(relativeError(grads[i]!, { shape: grads[i]!.shape, values }) < 1e-4, name);
  }
});
