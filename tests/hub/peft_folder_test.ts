import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { isPeftFolder, readPeft, writePeft } from "../../src/hub/peft_folder.ts";
import { LORA } from "./_peft_fixtures.ts";

Deno.test("writePeft() and readPeft() are inverse", async () => {
  const folder = await Deno.makeTempDir();
  const inner = join(folder, "a", "b");
  await writePeft(inner, LORA);
  assertEquals(await readPeft(inner), LORA);
  assertEquals([await isPeftFolder(inner), await isPeftFolder(folder)], [true, false]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readPeft() says what is wrong with a folder", async () => {
  const folder = await Deno.makeTempDir();
  await assertRejects(() => readPeft(folder), UsageError, "adapter_config.json");
  await Deno.writeTextFile(join(folder, "adapter_config.json"), "[]");
  await assertRejects(() => readPeft(folder), UsageError, "it must hold a JSON object");
  await Deno.writeTextFile(join(folder, "adapter_config.json"), "{}");
  await assertRejects(() => readPeft(folder), UsageError, "adapter_model.safetensors");
  await Deno.remove(folder, { recursive: true });
});
