import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { parsePeft } from "../../src/hub/parse_peft.ts";
import type { PeftFiles, PeftIa3, PeftLora } from "../../src/hub/peft.ts";
import { IA3, LORA, PROMPT, readFixture } from "./_peft_fixtures.ts";

function withConfig(files: PeftFiles, changes: Record<string, unknown>): PeftFiles {
  return { ...files, config: { ...files.config, ...changes } };
}

Deno.test("parsePeft() reads a prompt", () => {
  const adapter = parsePeft(PROMPT);
  assertEquals(adapter, {
    kind: "prompt",
    task: "SEQ_2_SEQ_LM",
    base: "models/t5/v1_0",
    prompt: PROMPT.tensors.prompt_embeddings!,
  });
});

Deno.test("parsePeft() takes the encoder's half of a prompt for both stacks", async () => {
  const twice = await readFixture("prompt_tuning_two_submodules");
  const adapter = parsePeft(twice);
  assertEquals(adapter.kind === "prompt" && adapter.prompt.shape, [5, 16]);
  const { values } = twice.tensors.prompt_embeddings!;
  assertEquals(adapter.kind === "prompt" && adapter.prompt.values, values.slice(0, 80));
});

Deno.test("parsePeft() reads LoRA by the names of the maps", () => {
  const adapter = parsePeft(LORA) as PeftLora;
  assertEquals([adapter.kind, adapter.rank, adapter.alpha], ["lora", 3, 7]);
  assertEquals(Object.keys(adapter.maps).length, 16); // q and v of 2 encoder blocks and 3 x 2 in the decoder
  const { down, up } = adapter.maps["encoder.block.0.layer.0.SelfAttention.q"]!;
  assertEquals([down.shape, up.shape], [[3, 16], [24, 3]]);
  assertEquals(adapter.weights, {});
});

Deno.test("parsePeft() hands over whole weights that LoRA was saved with", async () => {
  const adapter = parsePeft(await readFixture("lora_bert")) as PeftLora;
  assertEquals(Object.keys(adapter.weights).toSorted(), ["classifier.bias", "classifier.weight"]);
  assertEquals(Object.keys(adapter.maps).length, 6);
});

Deno.test("parsePeft() reads rank-stabilised LoRA as one of larger alpha", () => {
  const adapter = parsePeft(withConfig(LORA, { use_rslora: true })) as PeftLora;
  assertAlmostEquals(adapter.alpha / adapter.rank, 7 / Math.sqrt(3), 1e-12);
});

Deno.test("parsePeft() reads (IA)^3 by the sides of the maps", () => {
  const { scales } = parsePeft(IA3) as PeftIa3;
  assertEquals(Object.keys(scales).length, 21); // k, v of 8 attentions and wo of 5 blocks
  const key = scales["decoder.block.0.layer.1.EncDecAttention.k"]!;
  const last = scales["decoder.block.0.layer.2.DenseReluDense.wo"]!;
  assertEquals([key.side, key.values.shape], ["output", [24]]);
  assertEquals([last.side, last.values.shape], ["input", [28]]);
});

const REFUSED: readonly [what: string, files: PeftFiles, message: string][] = [
  ["another kind", withConfig(PROMPT, { peft_type: "LOHA" }), `it is "LOHA"`],
  ["a prompt for BERT", withConfig(PROMPT, { task_type: "SEQ_CLS" }), `task_type is "SEQ_CLS"`],
  [
    "a wrong length",
    withConfig(PROMPT, { num_virtual_tokens: 6 }),
    "[6, 16] by its config: file has [5, 16]",
  ],
  ["a wrong width", withConfig(PROMPT, { token_dim: 8 }), "[5, 8] by its config"],
  ["no length", withConfig(PROMPT, { num_virtual_tokens: "5" }), `current value is "5"`],
  ["no prompt", { ...PROMPT, tensors: {} }, `tensor "prompt_embeddings" is missing`],
  ["DoRA", withConfig(LORA, { use_dora: true }), `"use_dora" is a variant`],
  ["ranks of their own", withConfig(LORA, { rank_pattern: { q: 2 } }), `"rank_pattern"`],
  ["trained biases", withConfig(LORA, { bias: "all" }), `"bias" must be "none"`],
  ["a wrong rank", withConfig(LORA, { r: 4 }), "must have rank 4: file has 3 and 3"],
  ["LoRA without tensors", { ...LORA, tensors: {} }, "no tensors of LoRA"],
  ["no alpha", withConfig(LORA, { lora_alpha: null }), `"lora_alpha" must be a number`],
  ["a text as alpha", withConfig(LORA, { lora_alpha: "8" }), `"lora_alpha" must be a number`],
  ["PiSSA", withConfig(LORA, { init_lora_weights: "pissa_niter_4" }), "changes weights of the"],
  ["(IA)^3 without tensors", { ...IA3, tensors: {} }, "no tensors of (IA)^3"],
  ["(IA)^3 on transposed maps", withConfig(IA3, { fan_in_fan_out: true }), `"fan_in_fan_out"`],
  [
    "(IA)^3 by matrices",
    { ...IA3, tensors: { "x.ia3_l": { shape: [2, 3], values: new Float32Array(6) } } },
    "must have one row or one column: it is [2, 3]",
  ],
  ["OLoRA", withConfig(LORA, { init_lora_weights: "olora" }), "changes weights of the model"],
];

for (const [what, files, message] of REFUSED) {
  Deno.test(`parsePeft() refuses ${what}`, () => {
    assertThrows(() => parsePeft(files), TypeError, message);
  });
}

Deno.test("parsePeft() refuses LoRA with one half of a pair", () => {
  for (const half of ["lora_A.weight", "lora_B.weight"]) {
    const lost = Object.keys(LORA.tensors).find((name) => name.endsWith(half))!;
    const { [lost]: _, ...tensors } = LORA.tensors;
    assertThrows(() => parsePeft({ ...LORA, tensors }), TypeError, `"${lost}" is missing`);
  }
});
