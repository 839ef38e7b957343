import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { withPretrainedFolder } from "../../src/train/pretrained_folder.ts";
import { inTempFolder } from "../_folder.ts";

/** Writes a made-up model. */
async function write(folder: string, weights: string): Promise<void> {
  await Deno.writeTextFile(join(folder, "model.safetensors"), weights);
  await Deno.writeTextFile(join(folder, "training.json"), `{ "weightsSha256": "${weights}" }`);
}

/** Names and contents of the files of a folder. */
async function contents(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name } of Deno.readDir(folder)) {
    files[name] = await Deno.readTextFile(join(folder, name));
  }
  return files;
}

Deno.test("withPretrainedFolder() replaces a model whole, and keeps what others put beside it", () =>
  inTempFolder(async (folder) => {
    const out = join(folder, "mini");
    await withPretrainedFolder(out, (part) => write(part, "old"));
    await Deno.writeTextFile(join(out, "README.md"), "a card");
    await withPretrainedFolder(`${out}/`, (part) => write(part, "new"));
    assertEquals(await contents(out), {
      "README.md": "a card",
      "model.safetensors": "new",
      "training.json": '{ "weightsSha256": "new" }',
    });
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));

Deno.test("withPretrainedFolder() leaves the old model as it was when the new one fails", () =>
  inTempFolder(async (folder) => {
    const out = join(folder, "mini");
    await withPretrainedFolder(out, (part) => write(part, "old"));
    const before = await contents(out);
    await assertRejects(() =>
      withPretrainedFolder(out, async (part) => {
        await write(part, "new");
        throw new Error("No space left on device");
      })
    );
    assertEquals(await contents(out), before);
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));

for (
  const [what, files] of [
    ["other files", { "notes.txt": "mine" }],
    ["a training.json of another program", { "training.json": '{ "epochs": 3 }' }],
  ] as const
) {
  Deno.test(`withPretrainedFolder() refuses a folder with ${what} before it fills one`, () =>
    inTempFolder(async (folder) => {
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(join(folder, name), text);
      }
      const fill = () => Promise.reject(new Error("it was filled"));
      await assertRejects(() => withPretrainedFolder(folder, fill), UsageError, "other files");
      assertEquals(await contents(folder), files);
    }));
}
