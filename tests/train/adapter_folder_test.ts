import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join, resolve } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { Rng } from "../../src/core/rng.ts";
import * as tf from "../../src/engine/tf.ts";
import type { Session } from "../../src/engine/engine.ts";
import { wasm } from "../../src/engine/wasm.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import { normal } from "../../src/nn/init.ts";
import {
  type Adapter,
  adapterOf,
  adapterTensors,
  disposeAdapter,
  foldAdapter,
  initAdapter,
  noAdapter,
} from "../../src/train/adapter.ts";
import { type AdapterAbout, loadAdapter, saveAdapter } from "../../src/train/adapter_folder.ts";
import { type LoadedModel, loadFolder } from "../../src/train/load.ts";
import { listNames, makeModelFolder } from "./_folders.ts";
import { inTempFolder } from "../_folder.ts";
import { tinyCheckpoint } from "../models/_checkpoint.ts";
import { ENCODERS } from "../models/_encoder_case.ts";

const session: Session = await wasm.start({});

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
    if (model.kind === "classifier") return model.classify(base, adapter.base, inputs, patch, {});
    const memory = model.encode(base, inputs, patch, {});
    const decoderIds = tf.tensor2d([[0, 11, 12], [0, 13, 1]], undefined, "int32");
    return model.decode(base, memory, inputs.mask, decoderIds, patch, {});
  });
}

/** An adapter as training leaves it: away from where it started, where no zero hides a loss. */
function trainedAdapter(loaded: LoadedModel, method: string, config: object): Adapter {
  const classes = loaded.model.kind === "classifier" ? { classes: ["yes", "no", "maybe"] } : {};
  const context = { rng: new Rng(7), encode: loaded.tokenizer.words, ...classes };
  const fresh = initAdapter(loaded.model, method, config, context);
  const moved = Object.entries(adapterTensors(fresh)).map(([name, tensor]) => [
    name,
    tf.tidy(() => tf.add(tensor, normal(tensor.shape, 0.05, new Rng(name)))),
  ]);
  disposeAdapter(fresh);
  return adapterOf(fresh, Object.fromEntries(moved));
}

function aboutOf(loaded: LoadedModel): AdapterAbout {
  const scores = { accuracy: 0.75, score: 0.75 };
  return {
    run: { model: loaded.id, task: "rows", seed: 3 } as RunConfig,
    scores: { dev: scores, test: scores },
    hashes: { weights: loaded.hash, data: "d".repeat(64) },
    engine: session.report,
  };
}

function assertEqualLogits(actual: tf.Tensor, expected: tf.Tensor, tolerance: number): void {
  assertEquals(actual.shape, expected.shape);
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!);
  assert(difference <= tolerance, `logits differ by ${difference}`);
}

const KIT = ["adapter.safetensors", "kit.json"];
const PEFT = ["adapter_config.json", "adapter_model.safetensors", "kit.json"];
const CHECKPOINT = ["config.json", "kit.json", "model.safetensors", "tokenizer.json"];

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
      const loaded = await loadFolder(
        await makeModelFolder(join(folder, "base"), checkpoint),
        session,
      );
      const trained = trainedAdapter(loaded, method, config);
      const folded = foldAdapter(trained);
      const out = join(folder, "out");
      await saveAdapter(out, folded, loaded, aboutOf(loaded));
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
    const base = await loadFolder(await makeModelFolder(join(folder, "base"), "t5/v1_0"), session);
    const trained = trainedAdapter(base, "full", {});
    await saveAdapter(join(folder, "out"), trained, base, aboutOf(base));
    const tuned = await loadFolder(join(folder, "out"), session);
    assertEqualLogits(logitsOf(tuned, noAdapter()), logitsOf(base, trained), 0);
    assertEquals(tuned.tokenizer.encode("cats sleep"), base.tokenizer.encode("cats sleep"));
  }));

/** A saved prompt in `<folder>/out`, and the model that it belongs to. */
async function savePrompt(folder: string): Promise<{ out: string; loaded: LoadedModel }> {
  const loaded = await loadFolder(await makeModelFolder(join(folder, "base"), "t5/v1_0"), session);
  const adapter = trainedAdapter(loaded, "prompt", { promptLength: 3 });
  const out = join(folder, "out");
  await saveAdapter(out, adapter, loaded, aboutOf(loaded));
  return { out, loaded };
}

Deno.test("saveAdapter() writes what the adapter is and where it came from", () =>
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

Deno.test("saveAdapter() replaces an adapter and spares everything else", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const lora = trainedAdapter(loaded, "dept", { promptLength: 2, maxLength: 4 });
    await saveAdapter(out, lora, loaded, aboutOf(loaded));
    assertEquals(listNames(out), KIT);
    await Deno.writeTextFile(join(folder, "file"), "mine");
    const refused = [join(folder, "base"), join(folder, "file")];
    for (const place of refused) {
      const save = () => saveAdapter(place, lora, loaded, aboutOf(loaded));
      await assertRejects(save, UsageError, "Cannot write");
    }
    assertEquals(listNames(folder), ["base", "file", "out"]);
    assertEquals(await Deno.readTextFile(join(folder, "file")), "mine");
  }));

Deno.test("saveAdapter() that fails in the middle leaves the old adapter and nothing else", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const before = await Deno.readTextFile(join(out, "kit.json"));
    const broken = trainedAdapter(loaded, "dept", { promptLength: 2, maxLength: 4 });
    tf.dispose(broken.params.right!); // cannot be read any more
    await assertRejects(() => saveAdapter(out, broken, loaded, aboutOf(loaded)), Error, "disposed");
    assertEquals(listNames(folder), ["base", "out"]);
    assertEquals(await Deno.readTextFile(join(out, "kit.json")), before);
  }));

Deno.test("loadAdapter() refuses what is damaged, foreign or no adapter", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const refuses = (message: string, model = loaded, path = out) =>
      assertRejects(() => loadAdapter(path, model), UsageError, message);
    await refuses("neither", loaded, join(folder, "base"));
    const other = await loadFolder(await makeModelFolder(join(folder, "b"), "t5/v1_1"), session);
    await refuses("belongs to", other);

    const tensors = join(out, "adapter_model.safetensors");
    const bytes = await Deno.readFile(tensors);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(tensors, bytes);
    await refuses("must have SHA-256");
    await Deno.remove(tensors);
    await refuses("must have SHA-256");
    await Deno.writeTextFile(join(out, "kit.json"), `{"format": 2}`);
    await refuses("it must have format 1");
    await Deno.writeTextFile(join(out, "kit.json"), "{");
    await refuses("kit.json");
  }));

/** Writes other content into the `kit.json` of a folder. */
async function editKit(out: string, changes: object): Promise<void> {
  const path = join(out, "kit.json");
  const content = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...content, ...changes }));
}

Deno.test("loadAdapter() names the part of kit.json that is missing or wrong", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    for (const part of ["tensors", "hashes", "config", "method", "base"]) {
      const whole = await Deno.readTextFile(join(out, "kit.json"));
      await editKit(out, { [part]: undefined });
      await assertRejects(() => loadAdapter(out, loaded), UsageError, part);
      await Deno.writeTextFile(join(out, "kit.json"), whole);
    }
    await editKit(out, { tensors: { file: "../mine.safetensors", sha256: "" } });
    await assertRejects(() => loadAdapter(out, loaded), UsageError, '"tensors.file" must be one');
  }));

Deno.test("loadAdapter() refuses a method or a configuration that did not make the tensors", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const { config } = JSON.parse(await Deno.readTextFile(join(out, "kit.json")));
    for (
      const [changes, message] of [
        [{ method: "full", config: {} }, 'has no tensor "prompt"'],
        [{ method: "full" }, '"full" has no "promptLength"'],
        [{ config: { ...config, promptLength: 4 } }, 'tensor "prompt" must be [4, 16] for'],
        [
          { config: { ...config, promptLength: "3" } },
          '"promptLength" of "prompt" must be a number',
        ],
        [{ config: { ...config, promptLength: 0 } }, '"promptLength" must be an integer >= 1'],
        [{ classes: ["yes", "no"] }, 'tensor "classifier.weight" must be [2, 16]'],
      ] as const
    ) {
      const whole = await Deno.readTextFile(join(out, "kit.json"));
      await editKit(out, changes);
      await assertRejects(() => loadAdapter(out, loaded), UsageError, message);
      await Deno.writeTextFile(join(out, "kit.json"), whole);
    }
  }));

Deno.test("loadAdapter() refuses the weights of another model, and leaves no tensors behind", () =>
  inTempFolder(async (folder) => {
    const made = await makeModelFolder(join(folder, "base"), "t5/v1_1");
    const loaded = await loadFolder(made, session);
    const out = join(folder, "out");
    await saveAdapter(out, trainedAdapter(loaded, "full", {}), loaded, aboutOf(loaded));
    const other = await loadFolder(await makeModelFolder(join(folder, "b"), "t5/v1_0"), session);
    const before = tf.memory().numTensors;
    const { message } = await assertRejects(() => loadAdapter(out, other), UsageError);
    assertMatch(message, /tensor ".+".*"full" of|"full" of ".+" has no tensor/);
    assertEquals(tf.memory().numTensors, before);
  }));

Deno.test("loadAdapter() refuses tensors that are not finite", () =>
  inTempFolder(async (folder) => {
    const loaded = await loadFolder(
      await makeModelFolder(join(folder, "base"), "t5/v1_0"),
      session,
    );
    for (const method of ["prompt", "prefix"]) {
      const adapter = trainedAdapter(loaded, method, { promptLength: 2 });
      const [name] = Object.keys(adapter.params);
      const { shape } = adapter.params[name!]!;
      const params = { ...adapter.params, [name!]: tf.fill([...shape], NaN) };
      const out = join(folder, method);
      await saveAdapter(out, { ...adapter, params }, loaded, aboutOf(loaded));
      await assertRejects(() => loadAdapter(out, loaded), UsageError, "holds NaN at 0");
    }
  }));

Deno.test("saveAdapter() leaves what others put into the folder, and nothing of the old adapter", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    await Deno.writeTextFile(join(out, "mine.txt"), "mine");
    await Deno.writeTextFile(join(out, "training.json"), "{}");
    const dept = trainedAdapter(loaded, "dept", { promptLength: 2, maxLength: 4 });
    await saveAdapter(out, dept, loaded, aboutOf(loaded));
    assertEquals(listNames(out), [...KIT, "mine.txt"]);
    assertEquals(await Deno.readTextFile(join(out, "mine.txt")), "mine");
  }));
