import { assertEquals, assertRejects } from "@std/assert";
import { EngineUnavailable, UsageError } from "../../src/core/errors.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { GpuMaker } from "../../src/engine/gpu.ts";
import { ENGINES, startEngine } from "../../src/engine/registry.ts";

/** An engine that starts on a device, or does not for a reason. */
function engine(
  name: string,
  { device = "CPU", missing }: { device?: string; missing?: string } = {},
) {
  const start = () => {
    if (missing) throw new EngineUnavailable(missing);
    const report = { engine: name, device, jit: "eager" as const, threads: 1, versions: {} };
    const never = () => {
      throw new Error("not part of this test");
    };
    return Promise.resolve({ report, compile: never, upload: never, place: never });
  };
  return (): Promise<Engine> =>
    Promise.resolve({
      name,
      needs: "nothing",
      tolerance: 0,
      compiles: false,
      onGpu: false,
      precisions: ["f32"],
      start,
    });
}

/** Starts the best of some engines, and keeps what is said on the way. */
async function startAuto(
  engines: Readonly<Record<string, () => Promise<Engine>>>,
  gpu?: GpuMaker,
) {
  const notices: string[] = [];
  const options = { notice: (line: string) => notices.push(line) };
  const { report, reason } = await startEngine("auto", options, { engines, gpu });
  return { engine: report.engine, reason, notices };
}

Deno.test("startEngine() takes tensorflow for auto where there is no GPU", async () => {
  const engines = {
    tensorflow: engine("tensorflow"),
    xla: engine("xla"),
    wasm: engine("wasm"),
  };
  assertEquals(await startAuto(engines), {
    engine: "tensorflow",
    reason: "the fastest on a CPU",
    notices: [],
  });
});

Deno.test("startEngine() takes the engine that reaches the GPU, xla before tensorflow", async () => {
  const gpu = { device: "GPU" };
  const wasm = engine("wasm");
  const both = { tensorflow: engine("tensorflow", gpu), xla: engine("xla", gpu), wasm };
  const found = { reason: "it reaches the GPU", notices: [] };
  assertEquals(await startAuto(both, "nvidia"), { engine: "xla", ...found });
  for (const xla of [engine("xla"), engine("xla", { missing: "no plugin" })]) {
    const one = { tensorflow: engine("tensorflow", gpu), xla, wasm };
    assertEquals(await startAuto(one, "nvidia"), { engine: "tensorflow", ...found });
  }
});

Deno.test("startEngine() warns that no engine can use the GPU, and says how to fix it", async () => {
  const engines = { tensorflow: engine("tensorflow"), xla: engine("xla"), wasm: engine("wasm") };
  assertEquals(await startAuto(engines, "nvidia"), {
    engine: "tensorflow",
    reason: "the fastest on a CPU",
    notices: [
      "TRAINING RUNS ON THE CPU: there is a GPU, but no engine can use it: run `deno task setup --gpu`",
    ],
  });
});

Deno.test("startEngine() falls back to wasm for auto with one notice that says why", async () => {
  const missing = "no library";
  const engines = {
    tensorflow: engine("tensorflow", { missing }),
    xla: engine("xla", { missing: "no plugin" }),
    wasm: engine("wasm"),
  };
  assertEquals((await startAuto({ ...engines, xla: engine("xla") })).engine, "xla");
  assertEquals(await startAuto(engines), {
    engine: "wasm",
    reason: missing,
    notices: ['Using the slower engine "wasm": no library'],
  });
});

Deno.test("startEngine() does not fall back when an engine was named", async () => {
  const engines = {
    tensorflow: engine("tensorflow", { missing: "no library" }),
    wasm: engine("wasm"),
  };
  await assertRejects(
    () => startEngine("tensorflow", {}, { engines, gpu: undefined }),
    EngineUnavailable,
  );
});

Deno.test("startEngine() names the known engines when the name is unknown", async () => {
  await assertRejects(
    () => startEngine("wsam"),
    UsageError,
    'Cannot find engine "wsam": known are tensorflow, xla, webgpu, wasm, cpu; did you mean "wasm"',
  );
});

Deno.test("ENGINES lists each engine under its own name", async () => {
  for (const [name, load] of Object.entries(ENGINES)) assertEquals((await load()).name, name);
});
