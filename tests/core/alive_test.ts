import { assertEquals } from "@std/assert";
import { isAlive } from "../../src/core/alive.ts";

Deno.test("isAlive() knows a process that runs from one that has ended", async () => {
  const child = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).spawn();
  await child.status;
  assertEquals([isAlive(Deno.pid), isAlive(child.pid)], [true, false]);
});
