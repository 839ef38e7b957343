import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { inTempFolder } from "../_folder.ts";
import { savePrompt } from "../train/_adapters.ts";
import { call as callCommand } from "./_call.ts";

const call = (...args: string[]) => callCommand("inspect", ...args);

Deno.test("inspect finds the model by itself, and prints a table of tokens", () =>
  inTempFolder(async (folder) => {
    const { out: adapter } = await savePrompt(folder);
    const { code, out } = await call(adapter, "--words", "2");
    assertEquals(code, 0);
    assertStringIncludes(out, "- Stored: 48 numbers, format PEFT");
    assertMatch(out, /^\| +0 \| +\d+\.\d\d \| w\d+ .*\| \S+ \d\.\d\d, \S+ \d\.\d\d +\|$/m);
  }));

Deno.test("inspect --json has every number", () =>
  inTempFolder(async (folder) => {
    const { out: adapter } = await savePrompt(folder);
    const found = JSON.parse((await call(adapter, "--json")).out);
    assertEquals(found.adapters[0].prompt.tokens.length, 3);
    assertEquals(found.adapters[0].kit, undefined);
    assertEquals(found.vocabulary.size, 61);
  }));

Deno.test("inspect shows what LoRA adds to each weight", async () => {
  const adapter = join(ROOT, "tests/fixtures/peft/lora_t5");
  const model = join(ROOT, "tests/fixtures/models/t5/v1_0");
  const { out } = await call(adapter, "--model", model);
  assertStringIncludes(out, "- Method: LORA (r 3, lora_alpha 7, target_modules q+v)");
  assertMatch(out, /encoder\.block\.1\.layer\.0\.SelfAttention\.v +\| alpha \/ rank .+ % \|$/m);
});
