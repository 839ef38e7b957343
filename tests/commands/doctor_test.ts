import { assertEquals } from "@std/assert";
import { type Finding, verdict } from "../../src/commands/doctor.ts";

function found(name: string, device?: string): Finding {
  const good = device !== undefined;
  return { name, good, text: good ? `runs on ${device}, eager; some 1.0` : "It needs: a GPU" };
}

Deno.test("verdict() names what training takes by itself, and cries if that is the CPU", () => {
  const says = (...engines: Finding[]) => verdict(engines, undefined);
  assertEquals(
    says(found("tensorflow", "CPU"), found("xla", "GPU (A Card 12)")),
    'Training uses the engine "xla" on the GPU',
  );
  assertEquals(
    says(found("tensorflow"), found("xla"), found("webgpu"), found("wasm", "cpu")),
    'Training uses the engine "wasm" ON THE CPU: no GPU was found',
  );
  assertEquals(
    says(found("tensorflow", "CPU"), found("webgpu", "GPU (A Card 12)"), found("wasm", "cpu")),
    'Training uses the engine "tensorflow" ON THE CPU: to use the GPU, choose --engine webgpu',
  );
  assertEquals(
    verdict([found("tensorflow", "CPU"), found("xla", "CPU")], "nvidia"),
    'Training uses the engine "tensorflow" ON THE CPU: THERE IS A GPU, BUT NO ENGINE CAN USE IT: ' +
      "run `deno task setup --gpu`",
  );
  assertEquals(
    says({ ...found("tensorflow"), fetched: true }, found("wasm", "cpu")),
    'Training downloads and uses the engine "tensorflow" ON THE CPU: no GPU was found',
  );
  assertEquals(says(found("wasm")), "NO ENGINE RUNS ON THIS MACHINE: training is not possible");
});
