import { assertEquals } from "@std/assert";
import { parsePeft } from "../../src/hub/parse_peft.ts";
import type { PeftIa3, PeftLora } from "../../src/hub/peft.ts";
import { peftIa3, peftLora, peftPrompt } from "../../src/hub/render_peft.ts";
import { IA3, LORA, PROMPT, readFixture } from "./_peft_fixtures.ts";

const WRITERS = [
  [PROMPT, { name: "models/t5/v1_0", layers: 2, heads: 4 }, "SEQ_2_SEQ_LM"],
  [await readFixture("prompt_tuning_llama"), {
    name: "models/llama/llama3",
    layers: 3,
    heads: 4,
  }, "CAUSAL_LM"],
] as const;

for (const [saved, base, task] of WRITERS) {
  Deno.test(`peftPrompt() and parsePeft() are inverse, and the config is PEFT's own: ${task}`, () => {
    const files = peftPrompt(saved.tensors.prompt_embeddings!, base, task);
    assertEquals(parsePeft(files), parsePeft(saved));
    for (const [key, value] of Object.entries(files.config)) {
      assertEquals(value, saved.config[key], key);
    }
  });
}

Deno.test("peftLora() and parsePeft() are inverse", () => {
  const { weights: _, kind: __, ...adapter } = parsePeft(LORA) as PeftLora;
  const files = peftLora(adapter, "SEQ_2_SEQ_LM");
  assertEquals(parsePeft(files), parsePeft(LORA));
  assertEquals(Object.keys(files.tensors).toSorted(), Object.keys(LORA.tensors).toSorted());
});

Deno.test("peftIa3() and parsePeft() are inverse, and the config is PEFT's own but for whole names", () => {
  const { weights: _, kind: __, ...adapter } = parsePeft(IA3) as PeftIa3;
  const files = peftIa3(adapter, "SEQ_2_SEQ_LM");
  assertEquals(parsePeft(files), parsePeft(IA3));
  assertEquals(files.tensors, IA3.tensors);
  const { target_modules, feedforward_modules, ...rest } = files.config;
  for (const [key, value] of Object.entries(rest)) assertEquals(value, IA3.config[key], key);
  const modules = target_modules as string[];
  assertEquals(feedforward_modules, modules.filter((name) => name.endsWith(".wo")));
});
