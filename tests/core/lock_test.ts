import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { tryLock } from "../../src/core/lock.ts";

import { inTempFolder } from "../_folder.ts";

Deno.test("tryLock() gives a lock to one caller at a time and leaves no file", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "locks", "a.lock");
    const lock = await tryLock(path);
    assert(lock !== undefined);
    assertEquals(await tryLock(path), undefined);
    await lock.release();
    assertEquals(await Deno.stat(path).then(() => true, () => false), false);
    const again = await tryLock(path);
    assert(again !== undefined);
    await again.release();
  }));

Deno.test("tryLock() takes over at once when the holder is killed", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "a.lock");
    const program = `
      import { tryLock } from ${JSON.stringify(import.meta.resolve("../../src/core/lock.ts"))};
      const lock = await tryLock(${JSON.stringify(path)});
      console.log(lock === undefined ? "taken" : "mine");
      setInterval(() => {}, 1000);
    `;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", program],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    assertEquals(new TextDecoder().decode((await reader.read()).value).trim(), "mine");
    assertEquals(await tryLock(path), undefined);
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    const lock = await tryLock(path);
    assert(lock !== undefined);
    await lock.release();
  }));
