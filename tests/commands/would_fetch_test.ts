import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { wouldFetchTensorflow } from "../../src/commands/would_fetch.ts";
import { exists } from "../../src/core/exists.ts";
import { inTempFolder } from "../_folder.ts";

const NAMES = ["KIT_CACHE", "KIT_LIBTENSORFLOW", "PATH", "VIRTUAL_ENV"];

/** Calls `body` with these environment variables alone, of those that decide where a library is. */
async function withEnv(env: Record<string, string>, body: () => Promise<void>): Promise<void> {
  const before = NAMES.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of NAMES) Deno.env.delete(name);
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    await body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

Deno.test({
  name: "wouldFetchTensorflow() tells, and fetches nothing",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
  fn: () =>
    inTempFolder(async (folder) => {
      const cache = join(folder, "cache");
      await withEnv({ KIT_CACHE: cache, PATH: "" }, async () => {
        assertEquals(await wouldFetchTensorflow(), true);
        assertEquals(await exists(cache), false);
      });
      const named = { KIT_CACHE: cache, PATH: "", KIT_LIBTENSORFLOW: folder }; // wrong, but named
      await withEnv(named, async () => assertEquals(await wouldFetchTensorflow(), false));
    }),
});
