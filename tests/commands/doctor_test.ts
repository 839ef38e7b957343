import { assertEquals } from "@std/assert";
import { type Finding, verdict } from "../../src/commands/doctor.ts";

function found(name: string, device?: string): Finding {
  const good = device !== undefined;
  return { name, good, text: good ? `runs on ${device}, eager; some 1.0` : "It needs: a GPU" };
}

Deno.test("verdict() names what training takes by itself, and cries if that is the CPU", () => {
  const says = (...engines: Finding[]) => verdict(engines);
  assertEquals(says(found("tensorflow", "GPU")), 'Training uses the engine "tensorflow"');
  assertEquals(
    says(found("tensorflow"), found("xla", "CPU"), found("webgpu"), found("wasm", "cpu")),
    'Training uses the engine "wasm", ON THE CPU: no GPU was found',
  );
  assertEquals(
    says(found("tensorflow", "CPU"), found("webgpu", "GPU (A Card 12)"), found("wasm", "cpu")),
    'Training uses the engine "tensorflow", ON THE CPU: choose --engine webgpu for the GPU',
  );
  assertEquals(says(found("wasm")), "NO ENGINE RUNS HERE: nothing can be trained");
});
