import { assertEquals, assertRejects } from "@std/assert";
import { RunInterrupted } from "../../src/core/errors.ts";
import { unlessStopped } from "../../src/prepare/stop.ts";

Deno.test("unlessStopped() waits for work until the signal is raised", async () => {
  const stop = new AbortController();
  assertEquals(await unlessStopped(stop.signal, Promise.resolve(1)), 1);
  const failed = unlessStopped(stop.signal, Promise.reject(new TypeError("x")));
  await assertRejects(() => failed, TypeError, "x");
  const endless = unlessStopped(stop.signal, new Promise(() => {}));
  stop.abort();
  await assertRejects(() => endless, RunInterrupted, "what was downloaded is kept");
});
