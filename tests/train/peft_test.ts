/** Adapters of PEFT on our models against PEFT itself; see tests/fixtures/peft. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import type { PeftFiles } from "../../src/hub/peft.ts";
import { readPeft, writePeft } from "../../src/hub/peft_folder.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { bert } from "../../src/models/bert/mod.ts";
import { llama } from "../../src/models/llama/mod.ts";
import type { Model, Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { type Adapter, foldAdapter, initAdapter } from "../../src/train/adapter.ts";
import { adapterFromPeft, adapterToPeft } from "../../src/train/peft.ts";
import { Rng } from "../../src/core/rng.ts";
import { openCheckpoint, readJson } from "../models/_checkpoint.ts";

const BASE = { name: "models/t5/v1_0", config: readJson("t5/v1_0/config.json") };

/** A Python with torch, transformers and peft; see tests/fixtures/README.md. */
const PYTHON = Deno.env.get("KIT_PYTHON");

const FIXTURES = join(ROOT, "tests/fixtures/peft");

function readFolder(name: string): Promise<PeftFiles> {
  return readPeft(join(FIXTURES, name));
}

await wasm.start({});
const MODEL = await t5.load(openCheckpoint("t5/v1_0")) as Seq2SeqModel;
const LLAMA = await llama.load(openCheckpoint("llama/llama3")) as Seq2SeqModel;
const LLAMA_BASE = { name: "models/llama/llama3", config: readJson("llama/llama3/config.json") };

interface Inputs {
  readonly inputIds: number[][];
  readonly attentionMask: number[][];
  readonly candidates: number[][][];
}

/** Log-likelihood of one candidate answer for one row. */
function likelihood(
  model: Seq2SeqModel,
  adapter: Adapter,
  ids: number[],
  mask: number[],
  answer: number[],
): number {
  return tf.tidy(() => {
    const patch = adapter.method.patch(adapter.params, adapter.config, {});
    const inputs = { inputIds: tf.tensor2d([ids], undefined, "int32"), mask: tf.tensor2d([mask]) };
    const pass = { base: model.target.base, patch, mode: {} };
    const memory = model.encode(inputs, pass);
    const decoderIds = tf.tensor2d([[0, ...answer.slice(0, -1)]], undefined, "int32");
    const logits = model.decode(memory, inputs.mask, decoderIds, pass);
    const rows = tf.logSoftmax(logits).arraySync() as number[][][];
    return answer.reduce((sum, id, i) => sum + rows[0]![i]![id]!, 0);
  });
}

function likelihoods(
  model: Seq2SeqModel,
  adapter: Adapter,
  { inputIds, attentionMask, candidates }: Inputs,
): number[][] {
  return candidates.map((answers, row) =>
    answers.map((answer) => likelihood(model, adapter, inputIds[row]!, attentionMask[row]!, answer))
  );
}

function assertSame(actual: number[][], expected: number[][]): void {
  assertEquals(actual.map((row) => row.length), expected.map((row) => row.length));
  actual.flat().forEach((value, i) => assertAlmostEquals(value, expected.flat()[i]!, 1e-4));
}

const SCORED = [
  ["prompt_tuning", MODEL],
  ["prompt_tuning_two_submodules", MODEL],
  ["lora_t5", MODEL],
  ["ia3_t5", MODEL],
  ["prompt_tuning_llama", LLAMA],
  ["lora_llama", LLAMA],
] as const;

for (const [name, model] of SCORED) {
  Deno.test(`adapterFromPeft() scores as PEFT does: ${name}`, async () => {
    const { inputs, candidateLogLikelihoods } = readJson(`../peft/${name}/expected.json`);
    assertSame(
      likelihoods(model, adapterFromPeft(await readFolder(name), model), inputs),
      candidateLogLikelihoods,
    );
  });
}

Deno.test("adapterFromPeft() puts LoRA on BERT", async () => {
  const model: Model = await bert.load(openCheckpoint("bert/tiny"));
  const { method, config, params } = adapterFromPeft(await readFolder("lora_bert"), model);
  assertEquals(method.name, "lora");
  assertEquals((config as { targets: string[] }).targets, ["query", "value"]);
  const wanted = METHODS.lora.init(model.target, config as never, {
    rng: new Rng(1),
    encode: () => [],
  });
  const shapes = (tensors: typeof params) =>
    Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  assertEquals(shapes(params), shapes(wanted));
});

Deno.test("adapterFromPeft() refuses an adapter of another model", async () => {
  const { config, tensors } = await readFolder("prompt_tuning");
  const narrow = { shape: [5, 8], values: tensors.prompt_embeddings!.values.slice(0, 40) };
  const files = { config: { ...config, token_dim: 8 }, tensors: { prompt_embeddings: narrow } };
  assertThrows(() => adapterFromPeft(files, MODEL), TypeError, "must be [5, 16]: file has [5, 8]");
  const model: Model = await bert.load(openCheckpoint("bert/tiny"));
  const foreign = await readFolder("lora_t5");
  assertThrows(() => adapterFromPeft(foreign, model), TypeError, "no linear map");
  const [oneStack, twoStacks] = ["prompt_tuning_llama", "prompt_tuning"].map(readFolder);
  const refuses = async (prompt: Promise<PeftFiles>, model: Model, kind: string) => {
    const files = await prompt;
    assertThrows(() => adapterFromPeft(files, model), TypeError, `its prompt is for ${kind}`);
  };
  await refuses(oneStack!, MODEL, "a decoder-only model");
  await refuses(oneStack!, model, "a decoder-only model");
  await refuses(twoStacks!, LLAMA, "an encoder-decoder model");
});

Deno.test("adapterFromPeft() refuses whole weights beside an adapter, but for BERT's classifier", async () => {
  const refuses = async (folder: string, model: Model, name: string) => {
    const { config, tensors } = await readFolder(folder);
    const whole = { [`base_model.model.${name}`]: { shape: [1], values: new Float32Array(1) } };
    assertThrows(
      () => adapterFromPeft({ config, tensors: { ...tensors, ...whole } }, model),
      TypeError,
      `it has a "${name}" of its own`,
    );
  };
  await refuses("lora_t5", MODEL, "lm_head.weight");
  await refuses("ia3_t5", MODEL, "lm_head.weight");
  const model: Model = await bert.load(openCheckpoint("bert/tiny"));
  await refuses("lora_bert", model, "bert.embeddings.word_embeddings.weight");
});

Deno.test("adapterToPeft() and adapterFromPeft() are inverse", async () => {
  for (
    const [name, model, base] of [
      ["prompt_tuning", MODEL, BASE],
      ["lora_t5", MODEL, BASE],
      ["ia3_t5", MODEL, BASE],
      ["prompt_tuning_llama", LLAMA, LLAMA_BASE],
      ["lora_llama", LLAMA, LLAMA_BASE],
    ] as const
  ) {
    const files = await readFolder(name);
    const written = adapterToPeft(adapterFromPeft(files, model), model, base);
    assertEquals(written.config.task_type, files.config.task_type);
    for (const [tensor, { shape, values }] of Object.entries(files.tensors)) {
      assertEquals(written.tensors[tensor], { shape, values });
    }
    assertEquals(Object.keys(written.tensors).length, Object.keys(files.tensors).length);
  }
});

/** A residual prompt as training would leave it. */
function trainedResidualPrompt(model: Model = MODEL): Adapter {
  const config = { promptLength: 5, bottleneck: 6 };
  return initAdapter(model, "residual_prompt", config, { rng: new Rng(3), encode: () => [] });
}

Deno.test("adapterToPeft() wants a residual prompt folded, and what PEFT has", async () => {
  const adapter = trainedResidualPrompt();
  assertThrows(() => adapterToPeft(adapter, MODEL, BASE), TypeError, "residual_prompt");
  assertEquals(adapterToPeft(foldAdapter(adapter), MODEL, BASE).config.num_virtual_tokens, 5);
  const model: Model = await bert.load(openCheckpoint("bert/tiny"));
  assertThrows(() => adapterToPeft(foldAdapter(adapter), model, BASE), TypeError, "first token");
});

Deno.test("adapterToPeft() refuses LoRA on what is no map of the family, and unknown families", async () => {
  const lora = adapterFromPeft(await readFolder("lora_t5"), MODEL);
  const params = { "encoder.9.lstm.down": lora.params["encoder.0.attention.query.down"]! };
  assertThrows(
    () => adapterToPeft({ ...lora, params }, MODEL, BASE),
    TypeError,
    '"encoder.9.lstm" is no linear map of t5',
  );
  const other = { ...MODEL, family: "gpt2" };
  assertThrows(() => adapterToPeft(lora, other, BASE), UsageError, 'model family "gpt2"');
});

for (const [family, model, base] of [["t5", MODEL, BASE], ["llama", LLAMA, LLAMA_BASE]] as const) {
  Deno.test({
    name: `PEFT itself loads what adapterToPeft() wrote of ${family}, and scores the same ` +
      "(needs KIT_PYTHON)",
    ignore: PYTHON === undefined,
    fn: async () => {
      const read = async (name: string) => adapterFromPeft(await readFolder(name), model);
      const lora = await read(`lora_${family}`);
      const others = family === "t5" ? [lora, await read("ia3_t5")] : [lora];
      const { inputs } = readJson(`../peft/lora_${family}/expected.json`);
      for (const adapter of [foldAdapter(trainedResidualPrompt(model)), ...others]) {
        const folder = await Deno.makeTempDir();
        await writePeft(folder, adapterToPeft(adapter, model, base));
        await Deno.writeTextFile(join(folder, "inputs.json"), JSON.stringify(inputs));
        const { code, stdout, stderr } = await new Deno.Command(PYTHON!, {
          args: [
            join(ROOT, "tests/fixtures/make/check_peft.py"),
            ...["--base", join(ROOT, "tests/fixtures", base.name)],
            ...["--adapter", folder, "--inputs", join(folder, "inputs.json")],
          ],
        }).output();
        assert(code === 0, new TextDecoder().decode(stderr));
        const answer = JSON.parse(new TextDecoder().decode(stdout));
        assertSame(likelihoods(model, adapter, inputs), answer.candidateLogLikelihoods);
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
