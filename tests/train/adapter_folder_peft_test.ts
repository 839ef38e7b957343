/** Adapter folders across the border: PEFT's here, and ours in Python's PEFT, from the Hub as well. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { findAdapter } from "../../src/adapters/place.ts";
import { UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { SHIPPED_MODELS } from "../../src/core/shipped_models.ts";
import * as tf from "../../src/engine/tf.ts";
import { readPeft } from "../../src/hub/peft_folder.ts";
import { scoreSingle } from "../../src/jobs/score.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { push } from "../../src/mod.ts";
import type { ClassifierModel, Seq2SeqModel } from "../../src/models/model.ts";
import type { Adapter } from "../../src/train/adapter.ts";
import { scoringChoices } from "../../src/train/answers.ts";
import { type LoadedModel, loadFolder } from "../../src/train/load.ts";
import { loadAdapter } from "../../src/train/load_adapter.ts";
import { finish } from "../../src/train/stepwise.ts";
import { openWorkbench, type Workbench } from "../../src/train/workbench.ts";
import { inTempFolder } from "../_folder.ts";
import { textOf, withPublishing } from "../hub/_publishing.ts";
import { openCheckpoint, readJson, relativeError, toTensor } from "../models/_checkpoint.ts";
import { inputsOf } from "../models/_encoder_case.ts";
import { makeModelFolder, QUIET, taskLines, tinyConfig } from "./_folders.ts";

/** A Python with torch, transformers and peft; see tests/fixtures/README.md. */
const PYTHON = Deno.env.get("KIT_PYTHON");

const FIXTURES = join(ROOT, "tests/fixtures/peft");
const workbench: Workbench = await openWorkbench({ engine: "wasm" });

/** What the fixtures of T5 give in. */
interface Inputs {
  readonly inputIds: number[][];
  readonly attentionMask: number[][];
  readonly candidates: number[][][];
}

/** Log-likelihood of each candidate, as `score` computes it. */
function likelihoodsOf(
  loaded: LoadedModel,
  adapter: Adapter,
  { inputIds, attentionMask, candidates }: Inputs,
): number[][] {
  const model = loaded.model as Seq2SeqModel;
  const programs = workbench.scoring(loaded, model, adapter);
  const examples = inputIds.map((ids, i) => ({
    inputIds: ids.filter((_, at) => attentionMask[i]![at] === 1),
    targetIds: [],
    choiceIds: candidates[i]!,
  }));
  return finish(scoringChoices({ model, adapter, programs }, examples));
}

function assertAlike(actual: number[][], expected: number[][]): void {
  assertEquals(actual.map((row) => row.length), expected.map((row) => row.length));
  actual.flat().forEach((value, i) => assertAlmostEquals(value, expected.flat()[i]!, 1e-4));
}

function load(folder: string, checkpoint: string): Promise<LoadedModel> {
  return makeModelFolder(folder, checkpoint).then((made) => loadFolder(made, workbench.session));
}

const SAVED = [
  "prompt_tuning",
  "prompt_tuning_two_submodules",
  "lora_t5",
  "ia3_t5",
  "prompt_tuning_llama",
  "lora_llama",
];

for (const name of SAVED) {
  Deno.test(`loadAdapter() loads a folder of PEFT that scores as in PEFT: ${name}`, () =>
    inTempFolder(async (folder) => {
      const loaded = await load(folder, name.endsWith("llama") ? "llama/llama3" : "t5/v1_0");
      const { inputs, candidateLogLikelihoods } = readJson(`../peft/${name}/expected.json`);
      const adapter = await loadAdapter(join(FIXTURES, name), loaded);
      assertAlike(likelihoodsOf(loaded, adapter, inputs), candidateLogLikelihoods);
    }));
}

const BERT_HEAD = { dense: "bert.pooler.dense", output: "classifier", denseIn: "checkpoint" };

/** What stands between the first token and the classes in transformers, and whose file has it. */
const HEADS = [
  { folder: "lora_bert", family: "bert", ...BERT_HEAD },
  { folder: "ia3_bert", family: "bert", ...BERT_HEAD },
  {
    folder: "lora_roberta",
    family: "roberta",
    dense: "classifier.dense",
    output: "classifier.out_proj",
    denseIn: "adapter",
  },
] as const;

for (const { folder: name, family, dense, output, denseIn } of HEADS) {
  Deno.test(`loadAdapter() loads ${name}: PEFT's logits behind the layers of its head`, () =>
    inTempFolder(async (folder) => {
      const loaded = await load(folder, `${family}/tiny`);
      const model = loaded.model as ClassifierModel;
      const { inputs, logits: expected } = readJson(`../peft/${name}/expected.json`);
      const saved = join(FIXTURES, name);
      const { method, params, config } = await loadAdapter(saved, loaded);
      const inAdapter = await readLayers(saved);
      const inCheckpoint = openCheckpoint(`${family}/tiny`);
      const denseLayer = denseIn === "adapter" ? inAdapter(dense) : {
        weight: await inCheckpoint.load(`${dense}.weight`),
        bias: await inCheckpoint.load(`${dense}.bias`),
      };
      tf.tidy(() => {
        // a head of ones on the diagonal hands the first token over as it is
        const identity = { "classifier.weight": tf.eye(model.target.dModel) };
        const patch = method.patch(params, config, {});
        const pass = { base: model.target.base, patch, mode: {} };
        const first = model.classify(identity, inputsOf(inputs), pass);
        const apply = (x: tf.Tensor, { weight, bias }: Layer) =>
          tf.add(tf.matMul(x, weight, false, true), bias);
        const logits = apply(tf.tanh(apply(first, denseLayer)), inAdapter(output));
        const error = relativeError(logits, expected);
        assert(error < 1e-5, `relative error ${error}`);
      });
    }));
}

/** A linear layer. */
interface Layer {
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** Whole layers that PEFT saved beside LoRA, by their names. */
async function readLayers(folder: string): Promise<(module: string) => Layer> {
  const { tensors } = await readPeft(folder);
  const find = (name: string) => {
    const { shape, values } = tensors[`base_model.model.${name}`]!;
    return toTensor({ shape: [...shape], values: [...values] });
  };
  return (module) => ({ weight: find(`${module}.weight`), bias: find(`${module}.bias`) });
}

Deno.test("loadAdapter() says in one sentence that a folder of PEFT does not fit", () =>
  inTempFolder(async (folder) => {
    const loaded = await load(folder, "bert/tiny");
    const refuses = (name: string, message: string) =>
      assertRejects(() => loadAdapter(join(FIXTURES, name), loaded), UsageError, message);
    await refuses("lora_t5", "no linear map");
    await refuses("prompt_tuning", "its prompt is for an encoder-decoder model");
  }));

/** What PEFT computes with a folder of ours. */
async function askPeft(base: string, adapter: string, inputs: Inputs): Promise<number[][]> {
  const child = new Deno.Command(PYTHON!, {
    args: [
      join(ROOT, "tests/fixtures/make/check_peft.py"),
      ...["--base", base, "--adapter", adapter, "--inputs", "-"],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(inputs)));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assert(code === 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)).candidateLogLikelihoods;
}

const WORDS = ["yes", "no maybe", "w5 w6 w7"];

/**
 * Trains on rows of our own, scores with `score`, and asks PEFT for the same numbers.
 *
 * @param send brings the adapter to where PEFT reads it; absent: it reads what training wrote
 */
async function compareWithPeft(
  folder: string,
  model: string,
  method: string,
  answers?: [string, string],
  send = (out: string) => Promise.resolve(out),
): Promise<void> {
  const data = join(folder, "sleepy.jsonl");
  await Deno.writeTextFile(data, taskLines(60, answers));
  const out = join(folder, "out");
  await trainSingle({ ...QUIET, config: tinyConfig({ model, data }, method), out });
  const texts = ["cats sleep all day w3", "dogs bark"];
  const pairs = texts.flatMap((input) => WORDS.map((target) => ({ input, target })));
  const input = join(folder, "pairs.jsonl");
  await Deno.writeTextFile(input, pairs.map((pair) => JSON.stringify(pair)).join("\n"));
  const scores = await scoreSingle({ ...QUIET, model, adapter: out, input });

  const { tokenizer } = await loadFolder(model, workbench.session);
  const ids = texts.map((text) => tokenizer.encode(text));
  const length = Math.max(...ids.map((row) => row.length));
  const answer = await askPeft(model, await send(out), {
    inputIds: ids.map((row) => [...row, ...Array(length - row.length).fill(0)]),
    attentionMask: ids.map((row) => [
      ...row.map(() => 1),
      ...Array(length - row.length).fill(0),
    ]),
    candidates: texts.map((text) => WORDS.map((word) => tokenizer.encodeTarget(word, text))),
  });
  const ours = scores.map(({ logLikelihood }) => logLikelihood);
  assertAlike([ours.slice(0, WORDS.length), ours.slice(WORDS.length)], answer);
}

for (const checkpoint of ["t5/v1_1", "llama/tiny"]) {
  for (const method of ["residual_prompt", "lora", "ia3"]) {
    Deno.test({
      name: `PEFT loads what trainSingle() saved of ${checkpoint} and scores alike: ${method} ` +
        "(needs KIT_PYTHON)",
      ignore: PYTHON === undefined,
      fn: () =>
        inTempFolder(async (folder) => {
          const model = await makeModelFolder(join(folder, "model"), checkpoint);
          await compareWithPeft(folder, model, method);
        }),
    });
  }
}

/** What Python's huggingface_hub reads in a card. */
async function readCard(text: string): Promise<Record<"data" | "result", Record<string, unknown>>> {
  const code = `
import json, sys
from huggingface_hub import ModelCard
data = ModelCard(sys.argv[1]).data
names = ["base_model", "library_name", "pipeline_tag", "metrics"]
fields = {name: data.get(name) for name in names}
print(json.dumps({"data": fields, "result": vars(data.eval_results[0])}))`;
  const { success, stdout, stderr } = await new Deno.Command(PYTHON!, {
    args: ["-c", code, text],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

for (const [checkpoint, method] of [["t5/v1_1", "residual_prompt"], ["llama/tiny", "lora"]]) {
  Deno.test({
    name:
      `PEFT loads what was published of ${checkpoint} and scores alike, and its card is read: ` +
      `${method} (needs KIT_PYTHON)`,
    ignore: PYTHON === undefined,
    fn: () =>
      withPublishing((server) =>
        inTempFolder(async (folder) => {
          const model = await makeModelFolder(join(folder, "model"), checkpoint!);
          await compareWithPeft(folder, model, method!, undefined, async (out) => {
            await push(out, { repo: "ada/sleepy", base: "org/base", notice: () => {} });
            return (await findAdapter("ada/sleepy", { notice: () => {} })).folder;
          });
          const { data, result } = await readCard(textOf(server, "ada/sleepy", "README.md"));
          assertEquals(data, {
            base_model: "org/base",
            library_name: "peft",
            pipeline_tag: "text-generation",
            metrics: ["accuracy"],
          });
          const { scores } = JSON.parse(textOf(server, "ada/sleepy", "kit.json"));
          assertAlmostEquals(Number(result.metric_value), scores.test.accuracy, 5e-5);
          const { metric_type, dataset_name, dataset_split } = result;
          assertEquals([metric_type, dataset_name, dataset_split], ["accuracy", "sleepy", "test"]);
        })
      ),
  });
}

Deno.test({
  name: "PEFT loads a prompt of the mini model and scores alike (needs KIT_PYTHON)",
  ignore: PYTHON === undefined,
  fn: () =>
    inTempFolder((folder) =>
      compareWithPeft(folder, SHIPPED_MODELS["mini"]!, "residual_prompt", ["true", "false"])
    ),
});

Deno.test({
  name: "AutoPeftModel finds the base of a prompt of the mini model (needs KIT_PYTHON)",
  ignore: PYTHON === undefined,
  fn: () =>
    inTempFolder(async (folder) => {
      const out = join(folder, "out");
      const config = tinyConfig({ model: "mini", data: "mini" }, "residual_prompt", {
        task: "copa",
        examples: { train: 16, dev: 8, test: 8 },
      });
      await trainSingle({ ...QUIET, config, out });
      const load = "import sys; from peft import AutoPeftModelForSeq2SeqLM as M; " +
        "print(M.from_pretrained(sys.argv[1]).peft_config['default'].num_virtual_tokens)";
      const { code, stdout, stderr } = await new Deno.Command(PYTHON!, {
        args: ["-c", load, out],
        cwd: folder,
        env: { HF_HUB_OFFLINE: "1" },
      }).output();
      assert(code === 0, new TextDecoder().decode(stderr));
      assertEquals(new TextDecoder().decode(stdout).trim(), "3");
    }),
});
