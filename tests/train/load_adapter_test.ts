import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import * as tf from "../../src/engine/tf.ts";
import { loadAdapter } from "../../src/train/load_adapter.ts";
import { inTempFolder } from "../_folder.ts";
import { loadTiny, saveAdapter, savePrompt, trainedAdapter } from "./_adapters.ts";

Deno.test("loadAdapter() refuses what is damaged, foreign or no adapter", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const refuses = (message: string, model = loaded, path = out) =>
      assertRejects(() => loadAdapter(path, model), UsageError, message);
    await refuses("neither", loaded, join(folder, "base"));
    const other = await loadTiny(join(folder, "b"), "t5/v1_1");
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
    const loaded = await loadTiny(join(folder, "base"), "t5/v1_1");
    const out = join(folder, "out");
    await saveAdapter(out, trainedAdapter(loaded, "full", {}), loaded);
    const other = await loadTiny(join(folder, "b"), "t5/v1_0");
    const before = tf.memory().numTensors;
    const { message } = await assertRejects(() => loadAdapter(out, other), UsageError);
    assertMatch(message, /tensor ".+".*"full" of|"full" of ".+" has no tensor/);
    assertEquals(tf.memory().numTensors, before);
  }));

Deno.test("loadAdapter() refuses tensors that are not finite, and leaves none behind", () =>
  inTempFolder(async (folder) => {
    const loaded = await loadTiny(join(folder, "base"), "t5/v1_0");
    for (const method of ["prompt", "prefix"]) {
      const adapter = trainedAdapter(loaded, method, { promptLength: 2 });
      const name = Object.keys(adapter.params).at(-1); // the others are on the device by then
      const { shape } = adapter.params[name!]!;
      const params = { ...adapter.params, [name!]: tf.fill([...shape], NaN) };
      const out = join(folder, method);
      await saveAdapter(out, { ...adapter, params }, loaded);
      const before = tf.memory().numTensors;
      await assertRejects(() => loadAdapter(out, loaded), UsageError, "holds NaN at 0");
      assertEquals(tf.memory().numTensors, before);
    }
  }));
