/**
 * The tiny checkpoints of the fixtures as whole model folders: with a tokenizer of as many words as
 * their embeddings have rows.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import type { Json, RunConfig } from "../../src/lab/run.ts";
import type { AnyMethod } from "../../src/methods/method.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { FAMILIES, familyOf } from "../../src/models/mod.ts";
import type { ConfigJson } from "../../src/models/model.ts";
import { tinyCheckpoint } from "../models/_checkpoint.ts";

const MODELS = join(ROOT, "tests/fixtures/models");

/** Rows of the embeddings of every tiny checkpoint. */
const VOCAB = 61;

/** Words that the tests use; others of the vocabulary are `w12`, `w13` ... */
const WORDS = ["yes", "no", "maybe", "cats", "dogs", "sleep", "bark", "all", "day"];

/** Special tokens of a model by their ids, and those of them that stand around a text. */
interface Specials {
  readonly tokens: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Padding where `config.json` has it; where one text holds input and target, both are left open. */
function specialsOf(config: ConfigJson): Specials {
  const before = config.is_encoder_decoder ? [] : ["<begin>"];
  const tokens = ["<end>", "<unk>", ...before];
  tokens.splice(Number(config.pad_token_id), 0, "<pad>");
  return { tokens, before, after: isDecoderOnly(config) ? [] : ["<end>"] };
}

function isDecoderOnly(config: ConfigJson): boolean {
  return familyOf(config).name === "llama";
}

/** A tokenizer that splits at spaces. */
function wordTokenizer({ tokens, before, after }: Specials): object {
  const named = [...tokens, ...WORDS];
  const all = [...named, ...Array.from({ length: VOCAB - named.length }, (_, i) => `w${i}`)];
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: tokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: "WhitespaceSplit" },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        ...before.map(special),
        { Sequence: { id: "A", type_id: 0 } },
        ...after.map(special),
      ],
      pair: [],
      special_tokens: Object.fromEntries(
        [...before, ...after].map((id) => [id, { id, ids: [tokens.indexOf(id)], tokens: [id] }]),
      ),
    },
    decoder: null,
    model: {
      type: "WordPiece", // whole words alone: none of the vocabulary continues another
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(all.map((word, id) => [word, id])),
      unk_token: "<unk>",
    },
  };
}

/** The checkpoints of all families on which everything is tried. */
export const CHECKPOINTS: readonly string[] = Object.keys(FAMILIES).map(tinyCheckpoint);

/** Copies a checkpoint, `t5/v1_0` or the like, into `folder` and adds a tokenizer. */
export async function makeModelFolder(folder: string, checkpoint: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  for (const name of ["config.json", "model.safetensors"]) {
    await Deno.copyFile(join(MODELS, checkpoint, name), join(folder, name));
  }
  const config = JSON.parse(await Deno.readTextFile(join(folder, "config.json")));
  await writeJson(join(folder, "tokenizer.json"), wordTokenizer(specialsOf(config)));
  if (isDecoderOnly(config)) {
    await writeJson(join(folder, "tokenizer_config.json"), { eos_token: "<end>" });
  }
  return folder;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(value));
}

/** Names of everything in a folder, sorted. */
export function listNames(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Lines of a little task: does the animal sleep? */
export function taskLines(count: number, [right, wrong] = ["yes", "no"]): string {
  const animals = ["cats", "dogs"];
  const lines = Array.from({ length: count }, (_, i) => ({
    input: `${animals[i % 2]} ${i % 3 === 0 ? "sleep" : "bark"} all day w${i % 7}`,
    target: i % 3 === 0 ? right : wrong,
  }));
  return lines.map((line) => JSON.stringify(line)).join("\n") + "\n";
}

/** A short training of a method in a small configuration. */
export function tinyConfig(
  { model, data }: { readonly model: string; readonly data: string },
  method: string,
  changes: object = {},
): RunConfig {
  const { defaults } = METHODS[method as keyof typeof METHODS] as AnyMethod;
  const small = { promptLength: 3, bottleneck: 6, samples: 5 };
  const known = Object.entries(small).filter(([key]) => key in defaults);
  return {
    model,
    data,
    task: "sleepy",
    method,
    methodConfig: { ...defaults, ...Object.fromEntries(known) } as Record<string, Json>,
    training: {
      steps: 12,
      batchSize: 8,
      learningRate: 0.01,
      optimizer: "adamw",
      weightDecay: 0,
      schedule: "constant",
      warmupSteps: 0,
      clipNorm: null,
      dropout: true,
      evaluateEvery: null,
      keep: "last",
    },
    answering: "rank",
    shots: null,
    examples: { train: null, dev: null, test: null },
    seed: 0,
    ...changes,
  };
}

/** How the tests start a single job. */
export const QUIET = {
  engine: "wasm",
  signal: new AbortController().signal,
  notice: () => {},
  progress: () => {},
};
