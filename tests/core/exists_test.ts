import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { exists, isFile, isFolder } from "../../src/core/exists.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("files, folders and links are told apart", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "file");
    const link = join(folder, "link");
    const dangling = join(folder, "dangling");
    await Deno.writeTextFile(file, "");
    await Deno.symlink(file, link);
    await Deno.symlink(join(folder, "nothing"), dangling);
    const seen = async (path: string) => [
      await exists(path),
      await isFile(path),
      await isFolder(path),
    ];
    assertEquals(await seen(file), [true, true, false]);
    assertEquals(await seen(folder), [true, false, true]);
    assertEquals(await seen(link), [true, true, false]);
    assertEquals(await seen(dangling), [false, false, false]);
    assertEquals(await seen(join(file, "below")), [false, false, false]);
  });
});
