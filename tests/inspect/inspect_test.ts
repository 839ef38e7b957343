import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { inspectAdapters, type InspectRequest } from "../../src/inspect/inspect.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { push } from "../../src/mod.ts";
import { pinAdapter } from "../../src/train/initial_prompt.ts";
import { inTempFolder } from "../_folder.ts";
import { withPublishing } from "../hub/_publishing.ts";
import { loadTiny, saveAdapter, savePrompt, trainedAdapter } from "../train/_adapters.ts";
import { makeModelFolder, QUIET, tinyConfig } from "../train/_folders.ts";
import { inSetting } from "../train/_setting.ts";

import { assertNear, assertNearest, checkpointFolder, EXPECTED, peftFolder } from "./_expected.ts";

const REQUEST: InspectRequest = {
  words: 4,
  signal: new AbortController().signal,
  notice: () => {},
};

const PROMPTS = Object.keys(EXPECTED.prompts);

Deno.test("prompts of PEFT have the norms, cosines and nearest tokens that numpy finds", () =>
  inTempFolder(async (folder) => {
    const model = await makeModelFolder(folder, "t5/v1_0");
    const found = await inspectAdapters(PROMPTS.map(peftFolder), { ...REQUEST, model });
    for (const { name, prompt, changes, storedParameters } of found.adapters) {
      const expected = EXPECTED.prompts[name];
      assertNear(prompt!.meanNorm, expected.meanNorm);
      assertNear(prompt!.sdNorm, expected.sdNorm);
      assertNear(prompt!.meanCosine, expected.meanCosine);
      assertNear(prompt!.effectiveRank, expected.effectiveRank);
      prompt!.tokens.forEach(({ norm }, i) => assertNear(norm, expected.norms[i]));
      assertNearest(prompt!.tokens.map(({ words }) => words), expected.words);
      assertEquals(prompt!.tokens.map(({ start }) => start), new Array(5).fill(null));
      assertEquals([prompt!.towards, changes, storedParameters], [null, [], 5 * 16]);
    }
    const { size, meanNorm, sdNorm, meanCosine, chance } = found.vocabulary!;
    assertEquals(size, EXPECTED.vocabulary.size);
    assertNear(meanNorm, EXPECTED.vocabulary.meanNorm);
    assertNear(sdNorm, EXPECTED.vocabulary.sdNorm);
    assertNear(meanCosine, EXPECTED.vocabulary.meanCosine);
    assert(chance > 0.3 && chance < 0.8, `${chance}`); // of 61 embeddings in 16 dimensions
    const pair = found.similarities.find(({ first, second }) => first !== second)!;
    assertNear(pair.averageTokens, EXPECTED.similarity.averageTokens);
    assertNear(pair.perToken, EXPECTED.similarity.perToken);
    assertEquals(pair.averageMoves, null);
  }));

for (const [name, checkpoint] of [["lora_t5", "t5/v1_0"], ["lora_bert", "bert/tiny"]] as const) {
  Deno.test(`${name} changes each weight by as much as PEFT adds to it`, async () => {
    const model = checkpointFolder(checkpoint);
    const { adapters: [adapter], vocabulary } = await inspectAdapters(
      [peftFolder(name)],
      { ...REQUEST, model },
    );
    const updates = adapter!.changes.filter(({ kind }) => kind === "update");
    const expected = EXPECTED.changes[name];
    assertEquals(updates.map(({ module }) => module).sort(), Object.keys(expected).sort());
    for (const { module, norm, relative } of updates) {
      assertAlmostEquals(norm, expected[module].norm, 1e-6 * norm); // PEFT multiplies in float32
      assertAlmostEquals(relative!, expected[module].relative, 1e-6 * relative!);
    }
    assertEquals(vocabulary, null);
  });
}

Deno.test("(IA)^3 has the distance of each vector from ones", async () => {
  const model = checkpointFolder("t5/v1_0");
  const { adapters: [adapter] } = await inspectAdapters(
    [peftFolder("ia3_t5")],
    { ...REQUEST, model },
  );
  const expected = EXPECTED.changes.ia3_t5;
  assertEquals(adapter!.changes.length, Object.keys(expected).length);
  for (const { module, norm, relative } of adapter!.changes) {
    assertNear(norm, expected[module].norm);
    assertNear(relative, expected[module].relative);
  }
});

Deno.test("a training that moves nothing ends where its seed says that it began", () =>
  inSetting("t5/v1_0", async ({ model, data, out }) => {
    for (
      const init of [{ init: "vocabulary" }, { init: "text", text: "cats bark" }, {
        init: "uniform",
      }]
    ) {
      const config = tinyConfig({ model, data }, "prompt");
      const methodConfig = { ...config.methodConfig, ...init };
      const training = { ...config.training, learningRate: 0, steps: 1 };
      await trainSingle({ ...QUIET, config: { ...config, methodConfig, training }, out });
      const { adapters: [adapter] } = await inspectAdapters([out], REQUEST);
      const starts = adapter!.prompt!.tokens.map(({ start }) => start);
      if (init.init === "uniform") assertEquals(starts, [null, null, null]);
      else {
        assertEquals(starts.map((start) => start!.distance), [0, 0, 0]);
        assertEquals(starts.map((start) => start!.towards), [[], [], []]);
      }
      if (init.text) assertEquals(starts.map((start) => start!.word), ["cats", "bark", "cats"]);
    }
  }));

Deno.test("a folded prompt names the method that was trained, and where its tokens began", () =>
  inSetting("t5/v1_0", async ({ model, data, out, folder }) => {
    const config = tinyConfig({ model, data }, "residual_prompt");
    await trainSingle({ ...QUIET, config, out });
    const { adapters: [adapter] } = await inspectAdapters([out], REQUEST);
    assertEquals([adapter!.method, adapter!.storedAs], ["residual_prompt", "prompt"]);
    assertEquals(adapter!.settings, config.methodConfig);
    for (const { start } of adapter!.prompt!.tokens) {
      assert(start!.distance > 1, "the network adds a vector of unit variance to each token");
      assertEquals(start!.towards.length, REQUEST.words);
    }
    const initFrom = await pinAdapter(out);
    const second = join(folder, "second");
    await trainSingle({ ...QUIET, config: { ...config, initFrom }, out: second });
    const { adapters: [transferred] } = await inspectAdapters([second], REQUEST);
    assertEquals(transferred!.prompt!.towards, null); // it began from another adapter
  }));

Deno.test("an adapter of the Hub is what it is in its folder", () =>
  withPublishing(() =>
    inSetting("t5/v1_0", async ({ model, data, out }) => {
      await trainSingle({ ...QUIET, config: tinyConfig({ model, data }, "residual_prompt"), out });
      await push(out, { repo: "ada/sleepy", notice: () => {} });
      const request = { ...REQUEST, model };
      const [here, there] = await Promise.all(
        [out, "ada/sleepy"].map((adapter) => inspectAdapters([adapter], request)),
      );
      assertEquals(there!.adapters[0]!.prompt, here!.adapters[0]!.prompt);
    })
  ));

for (const checkpoint of ["t5/v1_0", "bert/tiny", "llama/llama3"]) {
  Deno.test(`adapters of every format of this kit can be inspected: ${checkpoint}`, () =>
    inTempFolder(async (folder) => {
      const loaded = await loadTiny(join(folder, "base"), checkpoint);
      const isClassifier = loaded.model.kind === "classifier";
      for (const method of ["lora", "ia3", "prefix", "dept", "adept", "layer_norm", "full"]) {
        const adapter = trainedAdapter(loaded, method, {});
        const out = join(folder, method);
        await saveAdapter(out, adapter, loaded);
        const { adapters: [found] } = await inspectAdapters([out], REQUEST);
        const { changes, prompt } = found!;
        assertEquals(prompt !== null, method === "dept" || method === "adept");
        const own = changes.filter(({ module }) => !module.startsWith("classifier."));
        assert(own.length > 0 && own.every(({ norm }) => norm > 0), method);
        const isCompared = !["prefix", "dept", "adept"].includes(method);
        for (const { module, relative } of own) {
          assertEquals(relative !== null, isCompared, `${method} ${module}`);
        }
        const heads = changes.filter((change) => !own.includes(change));
        assertEquals(heads.map(({ relative }) => relative), isClassifier ? [null, null] : []);
      }
    }));
}

Deno.test("the head of a checkpoint with other classes is none that training began from", () =>
  inSetting("bert/tiny", async ({ model, data, out }) => { // whose own head has three classes
    await trainSingle({ ...QUIET, config: tinyConfig({ model, data }, "head"), out });
    const { adapters: [adapter] } = await inspectAdapters([out], REQUEST);
    assertEquals(
      adapter!.changes.map(({ norm: _, ...change }) => change),
      ["classifier.bias", "classifier.weight"].map((module) => ({
        module,
        kind: "parameter" as const,
        relative: null,
      })),
    );
  }));

Deno.test("inspectAdapters() refuses what is damaged, of another model or of several", () =>
  inTempFolder(async (folder) => {
    const { out } = await savePrompt(folder);
    const refuses = (adapters: readonly string[], words: string, options = {}) =>
      assertRejects(
        () => inspectAdapters(adapters, { ...REQUEST, ...options }),
        UsageError,
        words,
      );
    await refuses([], "Cannot inspect nothing");
    await refuses([join(folder, "base")], "neither");
    await refuses([out, peftFolder("lora_t5")], "Cannot inspect adapters of two models");
    await refuses([peftFolder("lora_t5")], `names: name one: Cannot find "models/t5/v1_0"`);
    await refuses([out], "it belongs to", { model: checkpointFolder("t5/v1_1") });
    const narrow = "must have 96 numbers: they have 16";
    await refuses([peftFolder("prompt_tuning")], narrow, { model: "mini" });
    await refuses([peftFolder("lora_t5")], "must be [96, 96] as in the model: file has [24, 16]", {
      model: "mini",
    });
    await refuses([peftFolder("lora_bert")], 'has no linear map "bert.encoder.layer.0', {
      model: "mini",
    });
    const tensors = join(out, "adapter_model.safetensors");
    const bytes = await Deno.readFile(tensors);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(tensors, bytes);
    await refuses([out], "must have SHA-256");
  }));

Deno.test("inspectAdapters() stops when it is told to", () =>
  inTempFolder(async (folder) => {
    const { out } = await savePrompt(folder);
    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    await assertRejects(
      () => inspectAdapters([out], { ...REQUEST, signal: stop.signal }),
      Error,
      "stopped",
    );
  }));
