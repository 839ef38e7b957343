/** Prompt transfer: the first prompt is exactly that of the adapter, and everything else is fresh. */
import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { Rng } from "../../src/core/rng.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { readPeft } from "../../src/hub/peft_folder.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import { type Adapter, disposeAdapter, initAdapter } from "../../src/train/adapter.ts";
import {
  loadInitialPrompt,
  pinAdapter,
  withInitialPrompt,
} from "../../src/train/initial_prompt.ts";
import { type LoadedModel, loadFolder } from "../../src/train/load.ts";
import { loadAdapter } from "../../src/train/load_adapter.ts";
import { inTempFolder } from "../_folder.ts";
import { tinyCheckpoint } from "../models/_checkpoint.ts";
import { makeModelFolder, QUIET, taskLines, tinyConfig } from "./_folders.ts";

const session = await wasm.start({});

/** Prompt of 5 tokens for the model of the fixtures, trained by PEFT. */
const PEFT_PROMPT = join(ROOT, "tests/fixtures/peft/prompt_tuning");

function freshAdapter(loaded: LoadedModel, method: string, changes: object = {}): Adapter {
  const { methodConfig } = tinyConfig({ model: loaded.id, data: "" }, method);
  const context = { rng: new Rng(1), encode: loaded.tokenizer.words };
  return initAdapter(loaded.model, method, { ...methodConfig, ...changes }, context);
}

/** A tiny model and rows for it. */
async function makePlace(folder: string): Promise<{ model: string; data: string }> {
  const model = await makeModelFolder(join(folder, "model"), "t5/v1_0");
  const data = join(folder, "sleepy.jsonl");
  await Deno.writeTextFile(data, taskLines(60));
  return { model, data };
}

/** A training in so small steps that nothing moves. */
function still(config: RunConfig): RunConfig {
  return { ...config, training: { ...config.training, learningRate: 0, dropout: false, steps: 2 } };
}

Deno.test("a prompt of PEFT is the first prompt of prompt tuning, bit for bit", () =>
  inTempFolder(async (folder) => {
    const place = await makePlace(folder);
    const initFrom = await pinAdapter(PEFT_PROMPT);
    const methodConfig = { promptLength: 5, init: "vocabulary", text: "" };
    const config = still(tinyConfig(place, "prompt", { initFrom, methodConfig }));
    const out = join(folder, "out");
    await trainSingle({ ...QUIET, config, out });
    const { tensors: { prompt_embeddings: source } } = await readPeft(PEFT_PROMPT);
    const { tensors: { prompt_embeddings: started } } = await readPeft(out);
    assertEquals(started, source);
  }));

Deno.test("a training that starts from a prompt of ours gives other losses, and repeats", () =>
  inTempFolder(async (folder) => {
    const place = await makePlace(folder);
    const train = async (out: string, changes: object) => {
      const config = tinyConfig(place, "residual_prompt", changes);
      return (await trainSingle({ ...QUIET, config, out: join(folder, out) })).losses;
    };
    const fresh = await train("source", {});
    const initFrom = await pinAdapter(join(folder, "source"));
    const started = await train("started", { initFrom });
    assertNotEquals(started[0], fresh[0]);
    assertEquals(await train("again", { initFrom }), started);
    const kit = JSON.parse(await Deno.readTextFile(join(folder, "started/kit.json")));
    assertEquals(kit.run.initFrom, initFrom);
  }));

Deno.test("a classifier takes over the prompt and not the head, whose classes may be others", () =>
  inTempFolder(async (folder) => {
    const model = await makeModelFolder(join(folder, "model"), tinyCheckpoint("bert"));
    const train = async (name: string, targets: [string, string], changes: object) => {
      const data = join(folder, `${name}.jsonl`);
      await Deno.writeTextFile(data, taskLines(60, targets));
      const config = tinyConfig({ model, data }, "prompt", { task: name, ...changes });
      const out = join(folder, name);
      await trainSingle({ ...QUIET, config: name === "target" ? still(config) : config, out });
      return await loadAdapter(out, await loadFolder(model, session));
    };
    const { params: source } = await train("source", ["yes", "no"], {});
    const initFrom = await pinAdapter(join(folder, "source"));
    const { params, classes } = await train("target", ["sleep", "bark"], { initFrom });
    assertEquals(params.prompt!.dataSync(), source.prompt!.dataSync());
    assertEquals(classes, ["bark", "sleep"]);
  }));

for (const method of ["residual_prompt", "mlp_prompt", "lstm_prompt", "dept"]) {
  Deno.test(`withInitialPrompt() leaves what ${method} has beside its prompt, and leaks nothing`, () =>
    inTempFolder(async (folder) => {
      const loaded = await loadFolder(await makeModelFolder(folder, "t5/v1_0"), session);
      const prompt = await loadInitialPrompt(await pinAdapter(PEFT_PROMPT), loaded);
      const fresh = freshAdapter(loaded, method, { promptLength: 5 });
      const before = tf.memory().numTensors;
      const started = withInitialPrompt(fresh, prompt, PEFT_PROMPT);
      assertEquals(tf.memory().numTensors, before);
      assertEquals(started.params.prompt!.dataSync(), prompt.dataSync());
      const names = Object.keys(fresh.params);
      assertEquals(Object.keys(started.params), names); // the order of the optimizer's state
      for (const name of names.filter((name) => name !== "prompt")) {
        assertEquals(started.params[name], fresh.params[name]);
      }
      disposeAdapter(started);
      prompt.dispose();
    }));
}

Deno.test("withInitialPrompt() refuses a method without a prompt, and another length", () =>
  inTempFolder(async (folder) => {
    const loaded = await loadFolder(await makeModelFolder(folder, "t5/v1_0"), session);
    const prompt = await loadInitialPrompt(await pinAdapter(PEFT_PROMPT), loaded);
    const start = (method: string) =>
      withInitialPrompt(freshAdapter(loaded, method), prompt, PEFT_PROMPT);
    for (const method of ["lora", "low_rank_prompt"]) {
      assertThrows(() => start(method), UsageError, "it trains no prompt directly");
    }
    assertThrows(() => start("prompt"), UsageError, "promptLength must be 5 as there: it is 3");
  }));

Deno.test("loadInitialPrompt() refuses LoRA, another width, and an adapter that has changed", () =>
  inTempFolder(async (folder) => {
    const loaded = await loadFolder(await makeModelFolder(folder, "t5/v1_0"), session);
    const lora = await pinAdapter(join(ROOT, "tests/fixtures/peft/lora_t5"));
    const isLora = 'it must be a soft prompt alone: it is "lora"';
    await assertRejects(() => loadInitialPrompt(lora, loaded), UsageError, isLora);
    const pinned = await pinAdapter(PEFT_PROMPT);
    const wide = { ...loaded.model.target, dModel: 32 };
    const wider = { ...loaded, model: { ...loaded.model, target: wide } } as LoadedModel;
    const width = '"prompt_embeddings" must be [5, 32]: file has [5, 16]';
    await assertRejects(() => loadInitialPrompt(pinned, wider), UsageError, width);
    const other = { ...pinned, sha256: "00" };
    const changed = "must have SHA-256 00 as when the run was named";
    await assertRejects(() => loadInitialPrompt(other, loaded), UsageError, changed);
    const neither = 'has neither "kit.json" nor "adapter_config.json"';
    await assertRejects(() => pinAdapter(folder), UsageError, neither);
  }));
