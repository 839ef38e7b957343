/** (IA)^3 on T5 against PEFT; see tests/fixtures/methods. */
import { assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { ia3 } from "../../src/methods/ia3.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { siteOfModule } from "../../src/models/t5/module_names.ts";
import { openCheckpoint, readJson, toTensor } from "../models/_checkpoint.ts";
import { assertEqualsPeft } from "./_peft_case.ts";

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

  assertEqualsPeft({
    fixture,
    model,
    params,
    ours,
    patch: (given) => ia3.patch(given, ia3.defaults, {}),
    gradient: (name) => ({
      shape: params[ours(name)]!.shape,
      values: fixture.gradients[name].values,
    }),
  });
});
