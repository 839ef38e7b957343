import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { renderCard as render } from "../../src/adapters/card.ts";
import type { KitFile } from "../../src/adapters/folder.ts";
import { readManifest } from "../../src/tasks/manifest.ts";
import { tinyConfig } from "../train/_folders.ts";

/** The card, whose tables are not padded. */
async function renderCard(...words: Parameters<typeof render>): Promise<string> {
  return (await render(...words)).replaceAll(/(?<=\|) +| +(?=\|)/g, " ");
}

/** What a training of residual prompts on RTE leaves. */
function kitOf(changes: Partial<KitFile> = {}): KitFile {
  const run = tinyConfig({ model: "org/base", data: "super_glue" }, "residual_prompt", {
    task: "rte",
    protocol: "held_out",
    seed: 7,
  });
  return {
    format: 1,
    method: "prompt",
    config: { promptLength: 3 },
    base: "org/base",
    baseId: "org/base",
    taskType: "SEQ_2_SEQ_LM",
    tensors: { file: "adapter_model.safetensors", sha256: "a".repeat(64) },
    provenance: "b".repeat(64),
    kit: "1.2.3",
    run,
    scores: { dev: { accuracy: 0.5, score: 0.5 }, test: { accuracy: 2 / 3, score: 2 / 3 } },
    counts: { train: 2490, dev: 138, test: 139 },
    trainedParameters: 1234,
    storedParameters: 48,
    hashes: { weights: "c".repeat(64), data: "d".repeat(64) },
    engine: { engine: "wasm", device: "CPU", jit: "none", threads: null, versions: {} } as never,
    ...changes,
  };
}

Deno.test("the front matter tells the Hub what the adapter is and what it scored", async () => {
  const { repo } = (await readManifest()).datasets.super_glue!;
  const [, front] = (await renderCard(kitOf(), "ada/rte-prompt")).split("---\n");
  assertEquals(
    front,
    `base_model: "org/base"
base_model_relation: "adapter"
library_name: "peft"
pipeline_tag: "text-generation"
tags:
  - "base_model:adapter:org/base"
  - "transformers"
  - "residual-prompts"
  - "residual-prompt"
datasets:
  - "${repo}"
metrics:
  - "accuracy"
model-index:
  - name: "rte-prompt"
    results:
      - task:
          type: "text-generation"
        dataset:
          type: "${repo}"
          name: "RTE"
          config: "rte"
          split: "validation"
          args:
            protocol: "held_out"
        metrics:
          - type: "accuracy"
            value: 0.6667
            name: "accuracy"
`,
  );
});

Deno.test("the card has scores with their number of examples, the seed, and how to load it", async () => {
  const card = await renderCard(kitOf(), "ada/rte-prompt");
  for (
    const part of [
      "# Residual prompt tuning of org/base on RTE",
      "Residual Prompts, version 1.2.3. What training alone needs was folded away",
      "| dev | 138 | 50.0 % |",
      "| test | 139 | 66.7 % |",
      "with seed 7",
      'base = "org/base"',
      'model = PeftModel.from_pretrained(model, "ada/rte-prompt")',
      "deno task evaluate --model org/base --adapter ada/rte-prompt --task rte",
      "1234 trained, 48 kept",
      "bottleneck 6",
      "year = {2023}",
    ]
  ) assertStringIncludes(card, part);
});

Deno.test("the card of a run under another protocol names it in its command", async () => {
  const { run } = kitOf();
  const own = { ...run, protocol: "paper", data: "/home/grace/superglue" };
  const card = await renderCard(kitOf({ run: own }));
  assertStringIncludes(card, "--task rte --protocol paper --data ./superglue");
  assert(!card.includes("grace"));
});

Deno.test("the card of files of one's own has their names, and no place", async () => {
  const own = { model: "/home/grace/t5", data: "/home/grace/reviews.jsonl" };
  const initFrom = { adapter: "/home/grace/first", sha256: "e".repeat(64) };
  const { baseId: _none, ...kit } = kitOf({
    base: own.model,
    run: tinyConfig(own, "prompt", { initFrom, task: "reviews" }),
  });
  const card = await renderCard(kit);
  assert(!/grace|home/.test(card), card);
  assert(!card.includes("base_model"), "there is none on the Hub");
  for (const part of ["of t5 on reviews", "`reviews.jsonl`", "of first (SHA-256", "user/name"]) {
    assertStringIncludes(card, part);
  }
});

Deno.test("the card of a pinned base model, of the mini model, and of synthetic rows says so", async () => {
  const pinned = await renderCard(kitOf({ baseId: "org/base@v2", taskType: "CAUSAL_LM" }));
  assertStringIncludes(pinned, 'AutoModelForCausalLM.from_pretrained(base, revision="v2")');
  assertStringIncludes(pinned, 'base_model: "org/base"\n');
  assertStringIncludes(pinned, "--model org/base@v2 ");
  const { baseId: _none, ...kit } = kitOf({
    base: "mini",
    run: tinyConfig({ model: "mini", data: "mini" }, "residual_prompt", { task: "cb" }),
    scores: { dev: { accuracy: 1, score: 1 }, test: { accuracy: 1, macro_f1: NaN, score: NaN } },
  });
  const mini = await renderCard(kit);
  for (const part of ['base = "KIT/data/mini"', "--model mini ", 'name: "synthetic CB"', '"f1"']) {
    assertStringIncludes(mini, part);
  }
  assert(!mini.includes("value: null") && !mini.includes("datasets:"));
});

Deno.test("the card of a classifier names this kit alone, that of a whole model no adapter", async () => {
  const classifier = await renderCard(kitOf({ taskType: "SEQ_CLS", classes: ["yes", "no"] }));
  assertStringIncludes(classifier, 'library_name: "residual-prompts"');
  assertStringIncludes(classifier, 'pipeline_tag: "text-classification"');
  assert(!classifier.includes("```python"));
  const tensors = { file: "model.safetensors", sha256: "a".repeat(64) };
  const full = await renderCard(kitOf({ method: "full", tensors }), "ada/tuned");
  assertStringIncludes(full, 'base_model_relation: "finetune"');
  assertStringIncludes(full, 'AutoModelForSeq2SeqLM.from_pretrained("ada/tuned")');
  assert(!full.includes("base_model:adapter"));
});

Deno.test("names with quotes, pipes and markup stay names, and the command can be run", async () => {
  const data = "/home/ada/it's `my` | <b>.jsonl";
  const { run } = kitOf();
  const { protocol: _, ...own } = { ...run, data, task: "it's `my` | <b>" };
  const card = await renderCard(kitOf({ run: own }));
  assertStringIncludes(card, "on it's \\`my\\` \\| \\<b\\>\n");
  assertStringIncludes(card, "--task 'it'\\''s `my` | <b>.jsonl'\n");
  assertStringIncludes(card, "| Data | `` it's `my` \\| <b>.jsonl ``, a file");
});

Deno.test("a tag comes once", async () => {
  const run = { ...kitOf().run, method: "lora" };
  const card = await renderCard(kitOf({ run, method: "lora" }));
  assertEquals(card.match(/^ +- "lora"$/gm)?.length, 1);
});
