import { assert, assertEquals, assertMatch } from "@std/assert";
import { join, resolve } from "node:path";
import { hashFile } from "../../src/core/hash.ts";
import * as tf from "../../src/engine/tf.ts";
import { type Adapter, foldAdapter, noAdapter } from "../../src/train/adapter.ts";
import { type LoadedModel, loadFolder } from "../../src/train/load.ts";
import { loadAdapter } from "../../src/train/load_adapter.ts";
import { inTempFolder } from "../_folder.ts";
import { tinyCheckpoint } from "../models/_checkpoint.ts";
import { ENCODERS } from "../models/_encoder_case.ts";
import { loadTiny, saveAdapter, savePrompt, session, trainedAdapter } from "./_adapters.ts";
import { listNames } from "./_folders.ts";

/** Logits of two texts, one of them padded; `[batch, targetLength, vocab]` or `[batch, classes]`. */
function logitsOf({ model }: LoadedModel, adapter: Adapter): tf.Tensor {
  return tf.tidy(() => {
    const { pad } = model.tokens;
    const base = { ...model.target.base, ...adapter.base };
    const patch = adapter.method.patch(adapter.params, adapter.config, {});
    const inputs = {
      inputIds: tf.tensor2d([[5, 6, 7, 8, 4], [9, 10, 4, pad, pad]], undefined, "int32"),
      mask: tf.tensor2d([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
    };
    const pass = { base, patch, mode: {} };
    if (model.kind === "classifier") return model.classify(adapter.base, inputs, pass);
    const memory = model.encode(inputs, pass);
    const decoderIds = tf.tensor2d([[0, 11, 12], [0, 13, 1]], undefined, "int32");
    return model.decode(memory, inputs.mask, decoderIds, pass);
  });
}

function assertEqualLogits(actual: tf.Tensor, expected: tf.Tensor, tolerance: number): void {
  assertEquals(actual.shape, expected.shape);
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!);
  assert(difference <= tolerance, `logits differ by ${difference}`);
}

const KIT = ["README.md", "adapter.safetensors", "kit.json"];
const PEFT = ["README.md", "adapter_config.json", "adapter_model.safetensors", "kit.json"];
const CHECKPOINT = ["README.md", "config.json", "kit.json", "model.safetensors", "tokenizer.json"];

const CASES: readonly (readonly [string, string, object, readonly string[]])[] = [
  ["t5/v1_0", "residual_prompt", { promptLength: 3, bottleneck: 6 }, PEFT],
  ["t5/v1_1", "lstm_prompt", { promptLength: 4 }, PEFT],
  ["t5/v1_1", "lora", { rank: 2, alpha: 5, targets: ["query", "in", "gate"], dropout: 0.1 }, PEFT],
  ["t5/v1_0", "prefix", { promptLength: 3 }, KIT],
  ["t5/v1_0", "dept", { promptLength: 2, rank: 3, maxLength: 4 }, KIT],
  ["t5/v1_0", "layer_norm", {}, KIT],
  ["t5/v1_1", "full", {}, CHECKPOINT],
  ["llama/tiny", "residual_prompt", { promptLength: 3, bottleneck: 6 }, PEFT],
  [
    "llama/tiny",
    "lora",
    { rank: 2, alpha: 5, targets: ["query", "in", "gate"], dropout: 0.1 },
    PEFT,
  ],
  ["llama/qwen2", "bitfit", {}, KIT],
  ["llama/tiny", "prefix", { promptLength: 3 }, KIT],
  ["llama/tiny", "layer_norm", {}, KIT],
  ["llama/llama3", "full", {}, [...CHECKPOINT, "tokenizer_config.json"]],
  ...ENCODERS.map(({ name }) => tinyCheckpoint(name)).flatMap((checkpoint) =>
    [
      [checkpoint, "residual_prompt", { promptLength: 3, bottleneck: 6 }, KIT],
      [checkpoint, "lora", { rank: 2 }, KIT],
      [checkpoint, "bitfit", {}, KIT],
      [checkpoint, "full", {}, CHECKPOINT],
    ] as const
  ),
];

for (const [checkpoint, method, config, files] of CASES) {
  Deno.test(`${method} of ${checkpoint}: equal logits when trained, folded, saved and loaded`, () =>
    inTempFolder(async (folder) => {
      const loaded = await loadTiny(join(folder, "base"), checkpoint);
      const trained = trainedAdapter(loaded, method, config);
      const folded = foldAdapter(trained);
      const out = join(folder, "out");
      await saveAdapter(out, folded, loaded);
      assertEquals(listNames(out), files);
      const read = await loadAdapter(out, loaded);
      assertEquals([read.method.name, read.config], [folded.method.name, folded.config]);
      assertEquals(read.classes, folded.classes);
      const logits = logitsOf(loaded, trained);
      if (!trained.classes) {
        const untouched = logitsOf(loaded, noAdapter());
        const change = tf.tidy(() => tf.max(tf.abs(tf.sub(logits, untouched))).dataSync()[0]!);
        assert(change > 1e-3, "the adapter must change the logits, or the test shows nothing");
      }
      assertEqualLogits(logitsOf(loaded, folded), logits, 1e-5);
      assertEqualLogits(logitsOf(loaded, read), logitsOf(loaded, folded), 0);
    }));
}

Deno.test("full fine-tuning is saved as a model that loads by itself", () =>
  inTempFolder(async (folder) => {
    const base = await loadTiny(join(folder, "base"), "t5/v1_0");
    const trained = trainedAdapter(base, "full", {});
    await saveAdapter(join(folder, "out"), trained, base);
    const tuned = await loadFolder(join(folder, "out"), session);
    assertEqualLogits(logitsOf(tuned, noAdapter()), logitsOf(base, trained), 0);
    assertEquals(tuned.tokenizer.encode("cats sleep"), base.tokenizer.encode("cats sleep"));
  }));

Deno.test("writeAdapter() writes what the adapter is and where it came from", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const kit = JSON.parse(await Deno.readTextFile(join(out, "kit.json")));
    assertEquals([kit.method, kit.config.promptLength, kit.base], ["prompt", 3, loaded.id]);
    assertEquals([kit.run.task, kit.scores.test.accuracy], ["rows", 0.75]);
    assertEquals(kit.hashes.weights, loaded.hash);
    for (const hash of [kit.provenance, kit.tensors.sha256]) assertMatch(hash, /^[0-9a-f]{64}$/);
    const peft = JSON.parse(await Deno.readTextFile(join(out, "adapter_config.json")));
    assertEquals([peft.num_transformer_submodules, peft.num_virtual_tokens], [1, 3]);
    assertEquals(peft.base_model_name_or_path, resolve(folder, "base"));
  }));

Deno.test("writeAdapter() tells PEFT the id of a base model of the Hub, and its revision", () =>
  inTempFolder(async (folder) => {
    const { loaded } = await savePrompt(folder);
    const prompt = trainedAdapter(loaded, "prompt", { promptLength: 3 });
    for (const [id, base, revision] of [["org/base", "org/base", null], ["a/b@v2", "a/b", "v2"]]) {
      const out = join(folder, "from_hub");
      await saveAdapter(out, prompt, { ...loaded, id: id! });
      const peft = JSON.parse(await Deno.readTextFile(join(out, "adapter_config.json")));
      assertEquals([peft.base_model_name_or_path, peft.revision], [base, revision]);
      const kit = JSON.parse(await Deno.readTextFile(join(out, "kit.json")));
      assertEquals([kit.baseId, kit.taskType], [id, "SEQ_2_SEQ_LM"]);
      assertEquals(kit.card, await hashFile(join(out, "README.md")));
    }
  }));
