import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { cacheDir, privatePlaces } from "../../src/core/paths.ts";

/** Calls `body` with these environment variables; the others that choose the cache are not set. */
function withEnv(env: Readonly<Record<string, string>>, body: () => void): void {
  const names = ["KIT_CACHE", "XDG_CACHE_HOME", "HOME"];
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) Deno.env.delete(name);
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

Deno.test("cacheDir() is KIT_CACHE, or in the user's cache folder", () => {
  const home = join("/", "home", "me");
  withEnv({}, () => assertEquals(cacheDir(home), join(home, ".cache", "residual-prompts")));
  withEnv({ XDG_CACHE_HOME: "", KIT_CACHE: "" }, () => {
    assertEquals(cacheDir(home), join(home, ".cache", "residual-prompts"));
  });
  withEnv({ XDG_CACHE_HOME: "/x" }, () => {
    assertEquals(cacheDir(null), join("/x", "residual-prompts"));
  });
  withEnv({ XDG_CACHE_HOME: "/x", KIT_CACHE: "/k" }, () => assertEquals(cacheDir(home), "/k"));
});

Deno.test("cacheDir() without a home folder names KIT_CACHE, and takes no folder of the clone", () => {
  withEnv({}, () => {
    assertThrows(() => cacheDir(null), UsageError, "set KIT_CACHE to a folder");
    assertEquals(Object.values(privatePlaces(null)), ["."]);
  });
});

Deno.test("privatePlaces() has the home folder, unless it is the root of all folders", () => {
  withEnv({ KIT_CACHE: "/k" }, () => {
    assertEquals(privatePlaces("/home/me")["/home/me"], "~");
    assertEquals(Object.values(privatePlaces("/")), ["(cache)", "."]);
  });
});
