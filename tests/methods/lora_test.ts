/** LoRA on T5 against PEFT; see tests/fixtures/methods. */
import { assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { lora } from "../../src/methods/lora.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { openCheckpoint, readJson, toTensor } from "../models/_checkpoint.ts";
import { assertEqualsPeft } from "./_peft_case.ts";

const LETTERS: Readonly<Record<string, string>> = { q: "query", v: "value" };
const PARTS: Readonly<Record<string, string>> = { A: "down", B: "up" };

/** `encoder.block.0.layer.0.SelfAttention.q.lora_A` is our `encoder.0.attention.query.down`. */
function ours(name: string): string {
  const [, stack, block, kind, letter, part] = name.match(
    /^(\w+)\.block\.(\d+)\.layer\.\d\.(\w+)\.(\w)\.lora_(\w)$/,
  )!;
  const attention = kind === "SelfAttention" ? "attention" : "crossAttention";
  return `${stack}.${block}.${attention}.${LETTERS[letter!]}.${PARTS[part!]}`;
}

Deno.test("lora on t5 equals PEFT's logits, loss and gradients", async () => {
  await wasm.start({});
  const fixture = readJson("../methods/lora_t5.json");
  const model = await t5.load(openCheckpoint("t5/v1_0")) as Seq2SeqModel;
  const { rank, alpha } = fixture.config;
  const config = { ...lora.defaults, rank, alpha };
  const params: Tensors = Object.fromEntries(
    Object.keys(fixture.params).map((name) => [ours(name), toTensor(fixture.params[name])]),
  );
  const fresh = lora.init(model.target, config, { rng: new Rng(1), encode: () => [] });
  assertEquals(Object.keys(fresh).toSorted(), Object.keys(params).toSorted());

  assertEqualsPeft({
    fixture,
    model,
    params,
    ours,
    patch: (given) => lora.patch(given, config, {}),
    gradient: (name) => fixture.gradients[name],
  });
});
