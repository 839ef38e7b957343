import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { loadFolder } from "../../src/train/load.ts";
import { CHECKPOINTS, makeModelFolder } from "./_folders.ts";
import { inTempFolder } from "../_folder.ts";

const session = await wasm.start({});

Deno.test("loadFolder() takes the end token from the tokenizer, whatever the config says", () =>
  inTempFolder(async (folder) => {
    for (const checkpoint of CHECKPOINTS) {
      const made = await makeModelFolder(join(folder, checkpoint), checkpoint);
      const config = join(made, "config.json");
      const json = JSON.parse(await Deno.readTextFile(config));
      await Deno.writeTextFile(config, JSON.stringify({ ...json, eos_token_id: 60 }));
      const { model, tokenizer } = await loadFolder(made, session);
      assertEquals(model.tokens.end, tokenizer.encodeTarget("cats", "dogs").at(-1));
      assert(model.tokens.end !== 60);
      assertEquals(tokenizer.decode([model.tokens.end, ...tokenizer.words("cats")]), "cats");
    }
  }));

Deno.test("loadFolder() of a model that is decoder-only takes the end token of its config, too", () =>
  inTempFolder(async (folder) => {
    const made = await makeModelFolder(folder, "llama/tiny");
    const path = join(made, "tokenizer_config.json");
    const endWith = async (config: object | undefined) => {
      if (config) await Deno.writeTextFile(path, JSON.stringify(config));
      else await Deno.remove(path);
      return (await loadFolder(made, session)).model.tokens.end;
    };
    assertEquals(await endWith({ eos_token: { content: "<unk>", special: true } }), 2);
    assertEquals(await endWith({ eos_token: "<unk>" }), 2);
    assertEquals(await endWith({ eos_token: null }), 1);
    assertEquals(await endWith(undefined), 1);
  }));

Deno.test("loadFolder() knows the positions of a model; a T5 has no end of them", () =>
  inTempFolder(async (folder) => {
    const sizes: unknown[] = [];
    for (const checkpoint of CHECKPOINTS) {
      const made = await makeModelFolder(join(folder, checkpoint), checkpoint);
      const { maxLength, positions } = await loadFolder(made, session);
      sizes.push([maxLength, positions]);
    }
    assertEquals(sizes, [[512, null], [40, 40], [40, 40], [512, 512]]);
  }));

Deno.test("loadFolder() names the known families when none reads the checkpoint", () =>
  inTempFolder(async (folder) => {
    const made = await makeModelFolder(folder, "t5/v1_0");
    const path = join(made, "config.json");
    const config = JSON.parse(await Deno.readTextFile(path));
    await Deno.writeTextFile(path, JSON.stringify({ ...config, model_type: "gpt2" }));
    await assertRejects(() => loadFolder(made, session), UsageError, `type "gpt2": known are t5`);
  }));

Deno.test("loadFolder() refuses to read a text with tokens that have no embedding", () =>
  inTempFolder(async (folder) => {
    const made = await makeModelFolder(folder, "t5/v1_0");
    const path = join(made, "tokenizer.json");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"sleep":8', '"sleep":61')); // there are 61
    const { tokenizer } = await loadFolder(made, session);
    assertEquals(tokenizer.words("cats"), [6]);
    for (const read of [tokenizer.encode, tokenizer.words]) {
      assertThrows(
        () => read("cats sleep"),
        UsageError,
        "token 61 of it, its embeddings end at 60",
      );
    }
  }));

Deno.test("loadFolder() names the folder whose weights are not those of its config, or not finite", () =>
  inTempFolder(async (folder) => {
    const made = await makeModelFolder(folder, "t5/v1_0");
    const path = join(made, "config.json");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, JSON.stringify({ ...JSON.parse(text), d_ff: 7 }));
    const { message } = await assertRejects(() => loadFolder(made, session), UsageError);
    assertStringIncludes(message, `Cannot load model "${made}": tensor "`);
    await Deno.writeTextFile(path, text);

    const weights = join(made, "model.safetensors");
    const bytes = await Deno.readFile(weights);
    bytes.set([0, 0, 192, 127], bytes.length - 4); // float32 NaN
    await Deno.writeFile(weights, bytes);
    await assertRejects(() => loadFolder(made, session), UsageError, "holds NaN at");
  }));

Deno.test("loadFolder() holds no weights of a model whose other files cannot be read", () =>
  inTempFolder(async (folder) => {
    for (const file of ["tokenizer.json", "tokenizer_config.json", "generation_config.json"]) {
      const made = await makeModelFolder(join(folder, file), "llama/tiny");
      await Deno.writeTextFile(join(made, file), "{");
      const before = tf.memory().numTensors;
      await assertRejects(() => loadFolder(made, session), UsageError, file);
      assertEquals(tf.memory().numTensors, before, file);
    }
  }));
