/**
 * A local Hub with what the tiers of SuperGLUE fetch: a random T5 and a random BERT in the shapes of
 * published ones, far narrower, and rows of the tasks' own form as Parquet files, at the commits that the kit pins.
 *
 * @module
 */
import { parquetWriteBuffer } from "hyparquet-writer";
import { join } from "node:path";
import { Rng } from "../../src/core/rng.ts";
import { cacheDir, ROOT } from "../../src/core/paths.ts";
import { type TensorData } from "../../src/hub/safetensors.ts";
import { writeSafetensors } from "../../src/hub/write_safetensors.ts";
import { generateRows, type MiniTask } from "../../src/mini/rows.ts";
import { readBertConfig } from "../../src/models/bert/config.ts";
import { weightShapes as bertShapes } from "../../src/models/bert/weights.ts";
import { readT5Config } from "../../src/models/t5/config.ts";
import { initT5Weights } from "../../src/models/t5/init.ts";
import { weightShapes as t5Shapes } from "../../src/models/t5/weights.ts";
import { pathOf, readManifest } from "../../src/tasks/manifest.ts";
import type { Split } from "../../src/tasks/splits.ts";
import { inTempFolder } from "../_folder.ts";
import { withEnvironment } from "./_environment.ts";
import { archive, stateDict, tensor } from "./_torch_archive.ts";
import { HubServer, type Repository } from "./server.ts";

/** The model of most tests. */
export const MODEL = "google-t5/t5-small";

/** The same weights under the names of the paper tier's models. */
export const BASE = "google-t5/t5-base";
const LARGE = "google-t5/t5-large";

/** T5 1.1, which has PyTorch's .bin alone and no tokenizer.json. */
const LM_ADAPTED = "google/t5-base-lm-adapt";

/** A classifier. */
export const BERT = "google-bert/bert-base-uncased";

/** The one data set, as the manifest names it. */
export const DATA = "super_glue";

/** T5-Small's `config.json` with small widths. */
const CONFIG = {
  architectures: ["T5ForConditionalGeneration"],
  model_type: "t5",
  d_model: 32,
  d_kv: 4,
  d_ff: 64,
  num_heads: 8,
  num_layers: 6,
  vocab_size: 832,
  n_positions: 512,
  relative_attention_num_buckets: 32,
  dropout_rate: 0.1,
  layer_norm_epsilon: 1e-6,
  feed_forward_proj: "relu",
  is_encoder_decoder: true,
  pad_token_id: 0,
  eos_token_id: 1,
  decoder_start_token_id: 0,
};

/** T5 1.1's. */
const GATED = { ...CONFIG, feed_forward_proj: "gated-gelu", tie_word_embeddings: false };

/** BERT-Base's `config.json` with small widths and few layers. */
const BERT_CONFIG = {
  architectures: ["BertForMaskedLM"],
  model_type: "bert",
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 64,
  hidden_act: "gelu",
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  pad_token_id: 0,
  vocab_size: 900,
};

const TOKENIZERS = join(ROOT, "tests/fixtures/text");

/** A running Hub and an empty cache; the environment points at both. */
export interface Setting {
  readonly server: HubServer;
  /** Name of the model's repository on the server. */
  readonly model: string;
  /** Name of the data set's repository on the server. */
  readonly data: string;
  /** A folder for results. */
  readonly results: string;
}

/** Runs a test with a Hub; environment and folders are as before afterwards. */
export async function withHub(test: (setting: Setting) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    const repositories = await makeRepositories(folder);
    await using server = new HubServer(repositories);
    server.pageSize = 100;
    await linkCache(cacheDir(), join(folder, "cache"));
    const data = Object.keys(repositories).find((name) => name.startsWith("datasets/"))!;
    const setting = { server, model: `models/${MODEL}`, data, results: join(folder, "results") };
    const environment = { HF_ENDPOINT: server.endpoint, HF_HOME: join(folder, "hf") };
    await withEnvironment(
      { ...environment, KIT_CACHE: join(folder, "cache") },
      () => test(setting),
    );
  });
}

/** The libraries of the engines are not fetched again; what tests convert and fetch must not get out. */
async function linkCache(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  const entries = await Array.fromAsync(Deno.readDir(from)).catch(() => []);
  for (const { name, isDirectory } of entries) {
    if (isDirectory && name !== "converted") {
      await Deno.symlink(join(from, name), join(to, name), { type: "dir" });
    }
  }
}

async function makeRepositories(folder: string): Promise<Record<string, Repository>> {
  const { models, datasets } = await readManifest();
  const data = datasets[DATA]!;
  const files = data.configs.flatMap((config) => {
    const rows = (split: Split, count: number) =>
      generateRows(config as MiniTask, split, count) as readonly object[];
    return [
      [pathOf(data, config, "train"), parquetOf(rows("train", 48))],
      [pathOf(data, config, "validation"), parquetOf(rows("dev", 24))],
      [pathOf(data, config, "test"), parquetOf(...hidden(config, rows("test", 8)))],
    ];
  });
  return {
    [`models/${MODEL}`]: await makeModel(folder, models[MODEL]!.revision!, randomT5()),
    [`models/${BASE}`]: await makeModel(folder, models[BASE]!.revision!, randomT5()),
    [`models/${LARGE}`]: await makeModel(folder, models[LARGE]!.revision!, randomT5()),
    [`models/${LM_ADAPTED}`]: await makeTorchModel("1".repeat(40), randomT5(GATED)),
    [`models/${BERT}`]: await makeModel(folder, models[BERT]!.revision!, randomBert()),
    [`datasets/${data.repo}`]: { commit: data.revision, files: Object.fromEntries(files) },
  };
}

/** Rows without what the Hub's test rows do not tell, and one that still tells the types. */
function hidden(config: string, rows: readonly object[]): [rows: object[], like: object] {
  const placed = rows.map((row, i) => ({ ...row, idx: placeIn(config, i) }));
  const nothing = config === "record" ? { answers: [] } : { label: -1 };
  return [placed.map((row) => ({ ...row, ...nothing })), placed[0]!];
}

function placeIn(config: string, i: number): unknown {
  if (config === "multirc") return { paragraph: i >> 2, question: i >> 1, answer: i };
  return config === "record" ? { passage: i >> 1, query: i } : i;
}

/** What a repository of a model is made from. */
interface ModelParts {
  readonly config: object;
  readonly weights: Readonly<Record<string, TensorData>>;
  /** Name of the folder of its tokenizer among the fixtures. */
  readonly tokenizer: string;
}

function randomT5(json: Readonly<Record<string, unknown>> = CONFIG): ModelParts {
  const config = readT5Config(json);
  const shapes = t5Shapes(config);
  const drawn = initT5Weights(config, new Rng("a Hub for tests"));
  const weights = Object.entries(drawn).map(([name, values]) =>
    [name, { shape: shapes[name]!, values }] as const
  );
  return { config: json, weights: Object.fromEntries(weights), tokenizer: "t5_unigram" };
}

function randomBert(): ModelParts {
  const rng = new Rng("a BERT for tests");
  const shapes = Object.entries(bertShapes(readBertConfig(BERT_CONFIG)));
  const weights = shapes.map(([name, shape]) => {
    const values = new Float32Array(shape.reduce((size, axis) => size * axis, 1));
    const isGain = name.endsWith("LayerNorm.weight");
    return [name, { shape, values: values.map(() => isGain ? 1 : 0.2 * rng.normal()) }] as const;
  });
  return {
    config: BERT_CONFIG,
    weights: Object.fromEntries(weights),
    tokenizer: "bert_wordpiece",
  };
}

async function makeModel(
  folder: string,
  commit: string,
  { config, weights, tokenizer }: ModelParts,
): Promise<Repository> {
  const path = join(folder, "model.safetensors");
  await writeSafetensors(path, weights);
  const read = (name: string) => Deno.readFile(join(TOKENIZERS, tokenizer, name));
  return {
    commit,
    files: {
      "config.json": new TextEncoder().encode(JSON.stringify(config)),
      "tokenizer.json": await read("tokenizer.json"),
      "tokenizer_config.json": await read("tokenizer_config.json"),
      "model.safetensors": await Deno.readFile(path),
    },
    large: ["model.safetensors"],
  };
}

/** A repository as `torch.save` leaves one, each tensor with a storage of its own. */
async function makeTorchModel(
  commit: string,
  { config, weights }: ModelParts,
): Promise<Repository> {
  const entries = Object.entries(weights).map(([name, { shape, values }], i) => {
    const strides = shape.map((_, axis) =>
      shape.slice(axis + 1).reduce((product, size) => product * size, 1)
    );
    const claim = tensor({ key: `${i}`, count: values.length, shape, strides });
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { name, claim, place: `data/${i}`, bytes };
  });
  const program = stateDict(Object.fromEntries(entries.map((it) => [it.name, it.claim])));
  const storages = Object.fromEntries(entries.map((it) => [it.place, it.bytes]));
  return {
    commit,
    files: {
      "config.json": new TextEncoder().encode(JSON.stringify(config)),
      "pytorch_model.bin": await archive(program, storages),
    },
    large: ["pytorch_model.bin"],
  };
}

/**
 * Rows as a Parquet file, with 64-bit integers and lists as the Hub's files have them.
 *
 * @param like a row whose lists are not empty
 */
function parquetOf(rows: readonly object[], like = rows[0]!): Uint8Array<ArrayBuffer> {
  const first = like as Record<string, unknown>;
  const names = Object.keys(first);
  const columnData = names.map((name) => ({
    name,
    data: rows.map((row) => wide((row as Record<string, unknown>)[name])),
  }));
  const schema = [
    { name: "schema", num_children: names.length },
    ...names.flatMap((name) => schemaOf(name, first[name])),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

function wide(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wide(inner)]));
}

type Schema = Parameters<typeof parquetWriteBuffer>[0]["schema"];

function schemaOf(name: string, value: unknown): NonNullable<Schema> {
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  if (typeof value === "string") {
    return [{ ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" }];
  }
  if (typeof value === "number") return [{ ...optional, type: "INT64" }];
  if (Array.isArray(value)) {
    return [
      { ...optional, converted_type: "LIST", num_children: 1 },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      ...schemaOf("element", value[0]),
    ];
  }
  const fields = Object.entries(value as object);
  return [
    { ...optional, num_children: fields.length },
    ...fields.flatMap(([key, inner]) => schemaOf(key, inner)),
  ];
}
