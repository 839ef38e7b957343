/** RoBERTa against transformers; see tests/fixtures/models/roberta. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { weightShapes } from "../../src/models/bert/weights.ts";
import { familyOf } from "../../src/models/mod.ts";
import type { ClassifierModel, Inputs } from "../../src/models/model.ts";
import { readRobertaConfig } from "../../src/models/roberta/config.ts";
import { roberta } from "../../src/models/roberta/mod.ts";
import { openCheckpoint, readJson, relativeError } from "./_checkpoint.ts";
import { checkCase, checkHiddenStates, promptPatch } from "./_encoder_case.ts";

const session = await wasm.start({});

for (const folder of ["tiny", "bare", "masked_lm"]) {
  Deno.test(`roberta/${folder}: hidden states equal transformers'`, () =>
    checkHiddenStates(roberta, folder, readRobertaConfig));
}

Deno.test("roberta/tiny: logits of <s> and gradients equal transformers'", () =>
  checkCase(session, roberta));

/** Logits of one text with a prompt of so many tokens. */
async function logitsOf(ids: number[], promptLength: number): Promise<tf.Tensor2D> {
  const model = await roberta.load(openCheckpoint("roberta/tiny")) as ClassifierModel;
  const { base, vocabEmbeddings } = model.target;
  const inputs: Inputs = {
    inputIds: tf.tensor2d([ids], undefined, "int32"),
    mask: tf.ones([1, ids.length]),
  };
  const head = { "classifier.weight": tf.eye(16) };
  const prompt = tf.slice(vocabEmbeddings, [20, 0], [promptLength, 16]);
  const patch = promptLength > 0 ? promptPatch(prompt) : {};
  return model.classify(head, inputs, { base, patch, mode: {} });
}

Deno.test("a prompt of word embeddings reads as these words behind <s> would", async () => {
  const words = await logitsOf([0, 20, 21, 22, 7, 8, 2], 0);
  const prompted = await logitsOf([0, 7, 8, 2], 3);
  const error = relativeError(prompted, { shape: words.shape, values: [...words.dataSync()] });
  assert(error < 1e-6, `relative error ${error}`);
});

Deno.test("padding takes no position, wherever it stands", async () => {
  const model = await roberta.load(openCheckpoint("roberta/tiny")) as ClassifierModel;
  const classify = (ids: number[], mask: number[]) =>
    model.classify(
      { "classifier.weight": tf.eye(16) },
      { inputIds: tf.tensor2d([ids], undefined, "int32"), mask: tf.tensor2d([mask]) },
      { base: model.target.base, patch: {}, mode: {} },
    );
  const plain = classify([0, 9, 8, 2], [1, 1, 1, 1]);
  const padded = classify([0, 1, 1, 9, 8, 2, 1], [1, 0, 0, 1, 1, 1, 0]);
  const error = relativeError(padded, { shape: plain.shape, values: [...plain.dataSync()] });
  assert(error < 1e-6, `relative error ${error}`);
});

Deno.test("roberta has two positions fewer than its table has rows", async () => {
  const json = readJson("roberta/tiny/config.json");
  const { positions } = await roberta.load(openCheckpoint("roberta/tiny"));
  assertEquals([json.max_position_embeddings, positions], [42, 40]);
  await logitsOf(new Array(37).fill(9), 3);
  await assertRejects(
    () => logitsOf(new Array(38).fill(9), 3),
    RangeError,
    "Cannot encode 41 tokens, prompt included: the model has 40 positions",
  );
});

Deno.test("readRobertaConfig() reads what roberta-base has, and knows the usual ids", () => {
  const base = {
    model_type: "roberta",
    hidden_size: 768,
    num_attention_heads: 12,
    num_hidden_layers: 12,
    intermediate_size: 3072,
    max_position_embeddings: 514,
    type_vocab_size: 1,
    vocab_size: 50265,
    layer_norm_eps: 1e-5,
  };
  const { padId, endId, positions, epsilon } = readRobertaConfig(base);
  assertEquals([padId, endId, positions, epsilon], [1, 2, 512, 1e-5]);
  assertEquals(familyOf(base).name, "roberta");
  assertEquals(familyOf(base).sizes(base).weights, 124_055_040); // 124,645,632 with the pooler
  assertEquals(weightShapes(readRobertaConfig(base))["embeddings.position_embeddings.weight"], [
    514,
    768,
  ]);
});
