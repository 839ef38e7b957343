import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { fillAtomically, writeAtomically } from "../../src/core/atomic_file.ts";
import { inTempFolder } from "../_folder.ts";

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

Deno.test("writeAtomically() makes missing folders, and the last of two calls at a time wins whole", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "new", "file");
    await Promise.all([writeAtomically(path, "one"), writeAtomically(path, "two")]);
    assertEquals(namesIn(join(folder, "new")), ["file"]);
    assertEquals((await Deno.readTextFile(path)).length, 3);
  }));

Deno.test("writeAtomically() leaves nothing behind when it fails", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "taken");
    await Deno.mkdir(join(path, "child"), { recursive: true }); // cannot be replaced by a file
    await assertRejects(() => writeAtomically(path, "text"));
    assertEquals(namesIn(folder), ["taken"]);
  }));

Deno.test("fillAtomically() keeps the old file when the new one cannot be filled", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "file");
    await writeAtomically(path, "old");
    await assertRejects(() => fillAtomically(path, () => Promise.reject(new Error("full"))));
    assertEquals([namesIn(folder), await Deno.readTextFile(path)], [["file"], "old"]);
  }));
