import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { fillAtomically, sweepParts, writeAtomically } from "../../src/core/atomic_file.ts";
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

Deno.test("sweepParts() removes what nobody fills, and nothing that is filled", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "within", "file");
    await writeAtomically(path, "old");
    await Deno.writeTextFile(`${path}.1-1.part`, "half"); // of a process that was killed
    await fillAtomically(path, async (file) => {
      await sweepParts(folder); // as by a process of another machine
      await file.write(new TextEncoder().encode("new"));
      assertEquals(namesIn(join(folder, "within")).length, 2);
    });
    assertEquals(namesIn(join(folder, "within")), ["file"]);
    assertEquals(await Deno.readTextFile(path), "new");
  }));

Deno.test("fillAtomically() makes its file again where a sweep came before its lock", () =>
  inTempFolder(async (folder) => {
    const { lock } = Deno.FsFile.prototype;
    let calls = 0;
    Deno.FsFile.prototype.lock = async function (exclusive) {
      if (calls++ === 0) await sweepParts(folder);
      await lock.call(this, exclusive);
    };
    try {
      await writeAtomically(join(folder, "file"), "new");
    } finally {
      Deno.FsFile.prototype.lock = lock;
    }
    assertEquals(calls, 2);
    assertEquals(await Deno.readTextFile(join(folder, "file")), "new");
  }));
