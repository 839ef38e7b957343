/** BERT against transformers; see tests/fixtures/models/bert. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { readBertConfig } from "../../src/models/bert/config.ts";
import { bert } from "../../src/models/bert/mod.ts";
import { familyOf } from "../../src/models/mod.ts";
import type { ClassifierModel, Inputs } from "../../src/models/model.ts";
import { openCheckpoint, relativeError } from "./_checkpoint.ts";
import { checkCase, checkHiddenStates, promptPatch } from "./_encoder_case.ts";

const session = await wasm.start({});

for (const folder of ["tiny", "bare", "legacy_names"]) {
  Deno.test(`bert/${folder}: hidden states equal transformers'`, () =>
    checkHiddenStates(bert, folder, readBertConfig));
}

Deno.test("bert/tiny: logits of [CLS] and gradients equal transformers'", () =>
  checkCase(session, bert));

const HEAD = { "classifier.weight": tf.eye(16) };

async function load(): Promise<ClassifierModel> {
  return await bert.load(openCheckpoint("bert/tiny")) as ClassifierModel;
}

Deno.test("bert does not see padding", async () => {
  const model = await load();
  const classify = (ids: number[], mask: number[]) =>
    model.classify(
      HEAD,
      { inputIds: tf.tensor2d([ids], undefined, "int32"), mask: tf.tensor2d([mask]) },
      { base: model.target.base, patch: promptPatch(tf.ones([3, 16])), mode: {} },
    );
  const short = classify([2, 9, 3], [1, 1, 1]);
  const long = classify([2, 9, 3, 17, 18], [1, 1, 1, 0, 0]);
  const error = relativeError(long, { shape: short.shape, values: [...short.dataSync()] });
  assert(error < 1e-6, `relative error ${error}`);
});

Deno.test("bert refuses a sequence that is longer than its positions", async () => {
  const model = await load();
  const inputs = { inputIds: tf.zeros([1, 37], "int32"), mask: tf.ones([1, 37]) } as Inputs;
  const patch = promptPatch(tf.ones([4, 16]));
  assertThrows(
    () => model.classify(HEAD, inputs, { base: model.target.base, patch, mode: {} }),
    RangeError,
    "Cannot encode 41 tokens, prompt included: the model has 40 positions",
  );
});

Deno.test("bert names a weight that is missing, unknown or of another shape", () => {
  const files = openCheckpoint("bert/tiny");
  const name = "bert.encoder.layer.1.output.dense.weight";
  const { [name]: shape, ...rest } = files.shapes;
  const loadWith = (shapes: typeof files.shapes) => () => bert.load({ ...files, shapes });
  assertThrows(
    loadWith(rest),
    TypeError,
    'tensor "encoder.layer.1.output.dense.weight" is missing',
  );
  assertThrows(loadWith({ ...files.shapes, "bert.extra": [1] }), TypeError, '"bert.extra"');
  assertThrows(
    loadWith({ ...rest, [name]: shape!.toReversed() }),
    TypeError,
    `tensor "${name}" must be [16, 28] by its config: file has [28, 16]`,
  );
});

Deno.test("familyOf() names the known families for an unknown one", () => {
  assertEquals(familyOf({ model_type: "bert" }).name, "bert");
  assertThrows(
    () => familyOf({ model_type: "gpt2" }),
    Error,
    'type "gpt2": known are t5, bert, roberta',
  );
});
