import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { LOCK_FILE } from "../../src/core/paths.ts";

const SCRIPT = fileURLToPath(new URL("_stoppable.ts", import.meta.url));

/** Starts the program, sends it a signal once it works, and returns its last line. */
async function send(signal: Deno.Signal, before: string, times = 1): Promise<string> {
  const run = `"${Deno.execPath()}" run --quiet "--lock=${LOCK_FILE}" -A "${SCRIPT}"`;
  const child = new Deno.Command("sh", {
    args: ["-c", `${before} exec ${run}`],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (said === "ready\n") { for (let i = 0; i < times; i++) child.kill(signal); }
  }
  await child.status;
  return said.trimEnd().split("\n").at(-1)!;
}

const onLinux = { ignore: Deno.build.os !== "linux" };

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`withInterrupt() lets work end by itself on ${signal}`, onLinux, async () => {
    assertEquals(await send(signal, ""), "stopped");
  });
}

Deno.test("withInterrupt() is not hurried by a second hangup", onLinux, async () => {
  assertEquals(await send("SIGHUP", "", 2), "stopped");
});

Deno.test(
  "withInterrupt() goes on after a hangup that the process ignores, as with nohup",
  onLinux,
  async () => {
    assertEquals(await send("SIGHUP", "trap '' HUP;"), "worked to the end");
  },
);
