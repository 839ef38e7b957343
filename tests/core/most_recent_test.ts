import { assertEquals } from "@std/assert";
import { MostRecent } from "../../src/core/most_recent.ts";

Deno.test("MostRecent lets go of what was not used for longest, and makes it anew", () => {
  const log: string[] = [];
  const recent = new MostRecent(2);
  const get = (key: string) =>
    recent.get(key, () => {
      log.push(`make ${key}`);
      return { dispose: () => log.push(`drop ${key}`) };
    });
  for (const key of ["a", "b", "a", "c", "a", "b"]) get(key);
  assertEquals(log, ["make a", "make b", "make c", "drop b", "make b", "drop c"]);
  recent[Symbol.dispose]();
  assertEquals(log.slice(-2), ["drop a", "drop b"]);
});
