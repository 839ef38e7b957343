import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { wasm } from "../../src/engine/wasm.ts";
import { stopTokens } from "../../src/train/end_tokens.ts";
import { loadFolder } from "../../src/train/load.ts";
import { inTempFolder } from "../_folder.ts";
import { makeModelFolder } from "./_folders.ts";

Deno.test("stopTokens() are those of generation_config.json, else of config.json", () =>
  inTempFolder(async (folder) => {
    assertEquals(await stopTokens(folder, {}), []);
    assertEquals(await stopTokens(folder, { eos_token_id: null }), []);
    assertEquals(await stopTokens(folder, { eos_token_id: 2 }), [2]);
    assertEquals(await stopTokens(folder, { eos_token_id: [2, 7] }), [2, 7]);
    const path = join(folder, "generation_config.json");
    const write = (content: object) => Deno.writeTextFile(path, JSON.stringify(content));
    await write({ eos_token_id: [2, 7, 8] });
    assertEquals(await stopTokens(folder, { eos_token_id: 2 }), [2, 7, 8]);
    await write({ temperature: 0.6 });
    assertEquals(await stopTokens(folder, { eos_token_id: 2 }), [2]);
  }));

Deno.test("a decoder-only model stops where its checkpoint says; a T5 at the tokenizer's end alone", () =>
  inTempFolder(async (folder) => {
    const session = await wasm.start({});
    const stopsOf = async (checkpoint: string) => {
      const made = await makeModelFolder(join(folder, checkpoint), checkpoint);
      const generation = JSON.stringify({ eos_token_id: [1, 9] });
      await Deno.writeTextFile(join(made, "generation_config.json"), generation);
      const { end, stops } = (await loadFolder(made, session)).model.tokens;
      return [end, stops];
    };
    assertEquals(await stopsOf("llama/tiny"), [1, [1, 9]]);
    assertEquals((await stopsOf("t5/v1_0"))[1], []);
  }));
