import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { isOurCard } from "../../src/adapters/files.ts";
import { UsageError } from "../../src/core/errors.ts";
import * as tf from "../../src/engine/tf.ts";
import { inTempFolder } from "../_folder.ts";
import { saveAdapter, savePrompt, trainedAdapter } from "../train/_adapters.ts";
import { listNames } from "../train/_folders.ts";

const KIT = ["README.md", "adapter.safetensors", "kit.json"];

Deno.test("withAdapterFolder() replaces its own model card, and none that somebody wrote", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const path = join(out, "README.md");
    const before = await Deno.readTextFile(path);
    const lora = trainedAdapter(loaded, "lora", { rank: 2 });
    await saveAdapter(out, lora, loaded);
    assertNotEquals(await Deno.readTextFile(path), before);
    assertEquals(await isOurCard(out), true);
    await Deno.writeTextFile(path, "# Mine\n", { append: true });
    const changed = await Deno.readTextFile(path);
    await saveAdapter(out, trainedAdapter(loaded, "prompt", { promptLength: 3 }), loaded);
    assertEquals(await Deno.readTextFile(path), changed);
    assertEquals(await isOurCard(out), false);
  }));

Deno.test("withAdapterFolder() replaces an adapter and spares everything else", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const lora = trainedAdapter(loaded, "dept", { promptLength: 2, maxLength: 4 });
    await saveAdapter(out, lora, loaded);
    assertEquals(listNames(out), KIT);
    await Deno.writeTextFile(join(folder, "file"), "mine");
    const refused = [join(folder, "base"), join(folder, "file")];
    for (const place of refused) {
      const save = () => saveAdapter(place, lora, loaded);
      await assertRejects(save, UsageError, "Cannot write");
    }
    assertEquals(listNames(folder), ["base", "file", "out"]);
    assertEquals(await Deno.readTextFile(join(folder, "file")), "mine");
  }));

Deno.test("withAdapterFolder() that fails in the middle leaves the old adapter and nothing else", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    const before = await Deno.readTextFile(join(out, "kit.json"));
    const broken = trainedAdapter(loaded, "dept", { promptLength: 2, maxLength: 4 });
    tf.dispose(broken.params.right!); // cannot be read any more
    await assertRejects(() => saveAdapter(out, broken, loaded), Error, "disposed");
    assertEquals(listNames(folder), ["base", "out"]);
    assertEquals(await Deno.readTextFile(join(out, "kit.json")), before);
  }));

Deno.test("withAdapterFolder() leaves what others put into the folder, and nothing of the old adapter", () =>
  inTempFolder(async (folder) => {
    const { out, loaded } = await savePrompt(folder);
    await Deno.writeTextFile(join(out, "mine.txt"), "mine");
    await Deno.writeTextFile(join(out, "training.json"), "{}");
    const dept = trainedAdapter(loaded, "dept", { promptLength: 2, maxLength: 4 });
    await saveAdapter(out, dept, loaded);
    assertEquals(listNames(out), [...KIT, "mine.txt"]);
    assertEquals(await Deno.readTextFile(join(out, "mine.txt")), "mine");
  }));
