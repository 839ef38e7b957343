/**
 * The files of a model in Hugging Face layout.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { PEFT_CONFIG } from "./peft_folder.ts";
import type { Needs } from "./snapshot.ts";

/** A form in which a model may hold its weights. */
export interface WeightFormat {
  /** The one file of all weights. */
  readonly single: string;
  /** Where there are several files: which tensor lies in which. */
  readonly index: string;
  readonly shard: RegExp;
  /** Files that hold a tokenizer, best first; one will do. */
  readonly tokenizers: readonly string[];
  /** Whether a model is of use only together with its tokenizer. */
  readonly needsTokenizer: boolean;
  /** The error of a repository that holds no such weights. */
  missing(name: string, paths: readonly string[]): UsageError;
}

/** Weights that are read as they are. */
export const SAFETENSORS: WeightFormat = {
  single: "model.safetensors",
  index: "model.safetensors.index.json",
  shard: /^model-\d+-of-\d+\.safetensors$/,
  tokenizers: ["tokenizer.json", "spiece.model", "tokenizer.model", "vocab.txt"],
  needsTokenizer: true,
  missing(name, paths) {
    if (paths.includes(PEFT_CONFIG)) {
      return new UsageError(`Cannot load "${name}": it is an adapter and no model: see --adapter`);
    }
    const advice = paths.some((path) => path.endsWith(".bin"))
      ? `it has only PyTorch .bin files, which can run code: use a revision with safetensors, ` +
        `such as refs/pr/1 (see the Community tab of the model page), or convert them safely ` +
        `with \`deno task convert ${name}\``
      : "it is no model that this kit can read";
    return new UsageError(`Cannot load "${name}": it has no safetensors: ${advice}`);
  },
};

/** PyTorch's .bin, which is converted. */
export const TORCH: WeightFormat = {
  single: "pytorch_model.bin",
  index: "pytorch_model.bin.index.json",
  shard: /^pytorch_model-\d+-of-\d+\.bin$/,
  tokenizers: ["tokenizer.json"],
  needsTokenizer: false,
  missing(name, paths) {
    const advice = paths.includes(SAFETENSORS.single) || paths.includes(SAFETENSORS.index)
      ? "it has safetensors, which need no conversion"
      : "it is no model that this kit can read";
    return new UsageError(`Cannot convert "${name}": it has no pytorch_model.bin: ${advice}`);
  },
};

const SETTINGS = ["config.json", "tokenizer_config.json"];

/** The files of a model with weights of that form: its settings, one tokenizer, the weights. */
export function modelNeeds(name: string, format: WeightFormat): Needs {
  const { single, index, shard, tokenizers, needsTokenizer } = format;
  return {
    pick(paths) {
      const weights = paths.includes(single)
        ? [single]
        : paths.filter((path) => path === index || shard.test(path));
      if (weights.length === 0) throw format.missing(name, paths);
      const tokenizer = tokenizers.find((path) => paths.includes(path));
      const settings = SETTINGS.filter((path) => paths.includes(path));
      return [...settings, ...(tokenizer ? [tokenizer] : []), ...weights];
    },
    async isComplete(folder) {
      const has = (path: string) => isFile(join(folder, path));
      const found = await Promise.all(tokenizers.map(has));
      return await has("config.json") && (!needsTokenizer || found.includes(true)) &&
        (await has(single) || await hasShards(folder, index));
    },
  };
}

async function hasShards(folder: string, indexFile: string): Promise<boolean> {
  try {
    const index = JSON.parse(await Deno.readTextFile(join(folder, indexFile)));
    const shards = [...new Set(Object.values(index.weight_map as Record<string, string>))];
    const found = await Promise.all(shards.map((shard) => isFile(join(folder, shard))));
    return found.every((isThere) => isThere);
  } catch {
    return false; // no index, or a damaged one
  }
}
