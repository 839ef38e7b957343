/**
 * The webgpu engine.
 *
 * Its tests run in another process: a software driver brings a compiler of its own, which crashes
 * beside TensorFlow's, and in Deno 2.7 two test files of one process cannot both use WebGPU
 * (denoland/deno#35460).
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { probeEngine } from "../../../src/commands/probe.ts";
import { LOCK_FILE } from "../../../src/core/paths.ts";
import { describeDevice } from "../../../src/engine/webgpu/mod.ts";

const found = await probeEngine("webgpu", () => {});
const missing = "reason" in found ? found.reason : undefined;
const OWN = "the tests of _own.ts pass";

Deno.test({
  name: missing === undefined ? OWN : `${OWN} (skipped: ${missing})`,
  ignore: missing !== undefined,
  async fn() {
    const file = fileURLToPath(new URL("_own.ts", import.meta.url));
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--quiet", "--no-check", `--lock=${LOCK_FILE}`, "-A", file],
      stderr: "null",
    }).output();
    assert(success, new TextDecoder().decode(stdout));
  },
});

Deno.test("without an adapter, one sentence says so", async () => {
  Deno.env.set("DENO_WEBGPU_BACKEND", Deno.build.os === "windows" ? "metal" : "dx12");
  const found = await probeEngine("webgpu", () => {}).finally(() =>
    Deno.env.delete("DENO_WEBGPU_BACKEND")
  );
  const reason = "reason" in found ? found.reason : "";
  assertStringIncludes(reason, 'Cannot start engine "webgpu": no WebGPU adapter was found');
});

Deno.test("a driver that computes on the CPU is no GPU", () => {
  assertEquals(describeDevice({ description: "A Card 12" }), "GPU (A Card 12)");
  assertEquals(
    describeDevice({ description: "llvmpipe (LLVM 15)" }),
    "CPU, by a software driver (llvmpipe (LLVM 15))",
  );
  assertEquals(
    describeDevice({ description: "A Card 12", isFallbackAdapter: true }),
    "CPU, by a software driver (A Card 12)",
  );
});
