import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, join, relative } from "node:path";
import { publicAdapter } from "../../src/adapters/public.ts";
import { UsageError } from "../../src/core/errors.ts";
import { sha256 } from "../../src/core/hash.ts";
import { ROOT } from "../../src/core/paths.ts";
import type { NewFile } from "../../src/hub/publish.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { inTempFolder } from "../_folder.ts";
import { savePrompt } from "../train/_adapters.ts";
import { QUIET, tinyConfig } from "../train/_folders.ts";
import { inSetting } from "../train/_setting.ts";

const TO = { repo: "ada/sleepy" };

function textOf(files: readonly NewFile[], path: string): Promise<string> {
  const { content } = files.find((file) => file.path === path)!;
  return content instanceof Blob ? content.text() : Deno.readTextFile(content);
}

Deno.test("publicAdapter() puts names in the place of paths, and the repository into the card", () =>
  inSetting("t5/v1_0", async ({ folder, model, data, out }) => {
    await trainSingle({ ...QUIET, config: tinyConfig({ model, data }, "residual_prompt"), out });
    await Deno.writeTextFile(join(out, "mine.txt"), "mine");
    const { files, leftOut, hasOurCard } = await publicAdapter(out, TO);
    assertEquals([leftOut, hasOurCard], [["mine.txt"], true]);
    assertEquals(files.map(({ path }) => path), [
      "README.md",
      "adapter_config.json",
      "adapter_model.safetensors",
      "kit.json",
      "training.json",
    ]);
    const small = files.filter(({ path }) => !path.endsWith(".safetensors"));
    for (const { path } of small) {
      assert(!(await textOf(files, path)).includes(folder), `${path} has a path`);
    }
    const kit = JSON.parse(await textOf(files, "kit.json"));
    assertEquals([kit.base, kit.run.data, kit.baseId], ["model", "sleepy.jsonl", undefined]);
    const card = await textOf(files, "README.md");
    assertEquals(kit.card, sha256(card));
    assertStringIncludes(card, "--adapter ada/sleepy ");
    const config = JSON.parse(await textOf(files, "adapter_config.json"));
    assertEquals(config.base_model_name_or_path, null);
    assertEquals(JSON.parse(await textOf(files, "training.json")).losses.length, 12);
    const bytes = await Promise.all(small.map(({ path }) => textOf(files, path)));
    assertEquals(small.map(({ bytes }) => bytes), bytes.map((text) => new Blob([text]).size));
  }));

Deno.test("publicAdapter() publishes no path of a model that was named from another folder", () =>
  inSetting("t5/v1_0", async ({ folder, model, data, out }) => {
    const named = relative(Deno.cwd(), model);
    await trainSingle({ ...QUIET, config: tinyConfig({ model: named, data }, "prompt"), out });
    for (const name of ["kit.json", "training.json"]) { // as if it had been named from `folder`
      const path = join(out, name);
      const text = (await Deno.readTextFile(path)).replaceAll(`"${named}"`, '"secret/model"');
      await Deno.writeTextFile(path, text);
    }
    const { base } = JSON.parse(await Deno.readTextFile(join(out, "kit.json")));
    assertEquals(base, join(folder, "model"));
    const { files } = await publicAdapter(out, TO);
    for (const name of ["kit.json", "training.json"]) {
      assertEquals(JSON.parse(await textOf(files, name)).run.model, "model");
    }
  }));

Deno.test("publicAdapter() names the base model as it is told", () =>
  inTempFolder(async (folder) => {
    const { out } = await savePrompt(folder);
    const { files } = await publicAdapter(out, { ...TO, base: "org/base@v2" });
    const config = JSON.parse(await textOf(files, "adapter_config.json"));
    assertEquals(config.base_model_name_or_path, "org/base");
    assertEquals(JSON.parse(await textOf(files, "kit.json")).baseId, "org/base@v2");
    assertStringIncludes(await textOf(files, "README.md"), 'base_model: "org/base"');
  }));

Deno.test("publicAdapter() leaves a card that somebody wrote, unless it names a folder of theirs", () =>
  inTempFolder(async (folder) => {
    const { out } = await savePrompt(folder);
    await Deno.writeTextFile(join(out, "README.md"), "# Mine\n");
    const { files, hasOurCard } = await publicAdapter(out, TO);
    assertEquals(hasOurCard, false);
    assertEquals(await textOf(files, "README.md"), "# Mine\n");
    assertEquals(JSON.parse(await textOf(files, "kit.json")).card, undefined);
    await Deno.writeTextFile(join(out, "README.md"), `See ${join(folder, "base")}/notes`);
    await assertRejects(
      () => publicAdapter(out, TO),
      UsageError,
      `it names "${join(folder, "base")}"`,
    );
    await Deno.writeTextFile(join(out, "README.md"), `See ${ROOT}notes`);
    await assertRejects(
      () => publicAdapter(out, TO),
      UsageError,
      "a folder of this machine: remove it",
    );
  }));

Deno.test("publicAdapter() takes PEFT's folders as they are, but for a path of the base model", () =>
  inTempFolder(async (folder) => {
    const from = join(ROOT, "tests/fixtures/peft/lora_t5");
    for (const name of ["adapter_config.json", "adapter_model.safetensors"]) {
      await Deno.copyFile(join(from, name), join(folder, name));
    }
    const path = join(folder, "adapter_config.json");
    const config = JSON.parse(await Deno.readTextFile(path));
    const named = async (base: string) => {
      await Deno.writeTextFile(path, JSON.stringify({ ...config, base_model_name_or_path: base }));
      const { files } = await publicAdapter(folder, TO);
      return JSON.parse(await textOf(files, "adapter_config.json"));
    };
    assertEquals(await named("org/base"), { ...config, base_model_name_or_path: "org/base" });
    assertEquals((await named(join(dirname(folder), "gone"))).base_model_name_or_path, null);
    assertEquals((await named(folder)).base_model_name_or_path, null);
  }));

Deno.test("publicAdapter() refuses a folder without an adapter, and tensors that have changed", () =>
  inTempFolder(async (folder) => {
    const { out } = await savePrompt(folder);
    const base = join(folder, "base");
    await assertRejects(() => publicAdapter(base, TO), UsageError, 'neither "kit.json" nor');
    const tensors = join(out, "adapter_model.safetensors");
    await Deno.writeTextFile(tensors, "other");
    await assertRejects(() => publicAdapter(out, TO), UsageError, "must have SHA-256");
    await Deno.remove(tensors);
    await assertRejects(() => publicAdapter(out, TO), UsageError, "it has nothing");
  }));
