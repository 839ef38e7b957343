import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { LOCK_FILE } from "../../src/core/paths.ts";

const SCRIPT = fileURLToPath(new URL("_stoppable.ts", import.meta.url));

/**
 * Starts the program, sends it a signal whenever it says one of these words, and returns its last line.
 */
async function send(
  signal: Deno.Signal,
  { before = "", at = ["ready"] }: { before?: string; at?: readonly string[] } = {},
): Promise<string> {
  const run = `"${Deno.execPath()}" run --quiet "--lock=${LOCK_FILE}" -A "${SCRIPT}"`;
  const child = new Deno.Command("sh", {
    args: ["-c", `${before} exec ${run}`],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (at.includes(text.trim())) child.kill(signal);
  }
  await child.status;
  return said.trimEnd().split("\n").at(-1)!;
}

const onLinux = { ignore: Deno.build.os !== "linux" };

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`withInterrupt() lets work end by itself on ${signal}`, onLinux, async () => {
    assertEquals(await send(signal), "stopped");
  });
}

Deno.test("withInterrupt() ends the process at the second Ctrl-C", onLinux, async () => {
  assertEquals(await send("SIGINT", { at: ["ready", "stopping"] }), "stopping");
});

for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  Deno.test(`withInterrupt() is not hurried by a second ${signal}`, onLinux, async () => {
    assertEquals(await send(signal, { at: ["ready", "stopping"] }), "stopped");
  });
}

Deno.test(
  "withInterrupt() goes on after a hangup that the process ignores, as with nohup",
  onLinux,
  async () => {
    assertEquals(await send("SIGHUP", { before: "trap '' HUP;" }), "worked to the end");
  },
);
