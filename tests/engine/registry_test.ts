import { assertEquals, assertRejects } from "@std/assert";
import { EngineUnavailable, UsageError } from "../../src/core/errors.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { ENGINES, startEngine } from "../../src/engine/registry.ts";

function engine(name: string, missing?: string): () => Promise<Engine> {
  const start = () => {
    if (missing) throw new EngineUnavailable(missing);
    const report = { engine: name, device: "cpu", jit: "eager" as const, threads: 1, versions: {} };
    const never = () => {
      throw new Error("not part of this test");
    };
    return Promise.resolve({ report, compile: never, upload: never });
  };
  return () => Promise.resolve({ name, needs: "nothing", tolerance: 0, start });
}

Deno.test("startEngine() takes tensorflow for auto where it starts", async () => {
  const engines = { tensorflow: engine("tensorflow"), wasm: engine("wasm") };
  const notices: string[] = [];
  const options = { notice: (line: string) => notices.push(line) };
  assertEquals((await startEngine("auto", options, engines)).report.engine, "tensorflow");
  assertEquals(notices, []);
});

Deno.test("startEngine() falls back to wasm for auto with one notice that says why", async () => {
  const engines = { tensorflow: engine("tensorflow", "no library"), wasm: engine("wasm") };
  const notices: string[] = [];
  const options = { notice: (line: string) => notices.push(line) };
  const session = await startEngine("auto", options, engines);
  assertEquals([session.report.engine, session.reason], ["wasm", "no library"]);
  assertEquals(notices, ['Using the slower engine "wasm": no library']);
});

Deno.test("startEngine() does not fall back when an engine was named", async () => {
  const engines = { tensorflow: engine("tensorflow", "no library"), wasm: engine("wasm") };
  await assertRejects(() => startEngine("tensorflow", {}, engines), EngineUnavailable);
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
