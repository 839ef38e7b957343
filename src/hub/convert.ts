/**
 * Converts a model with PyTorch's .bin files, or a GGUF file, into one with safetensors, and runs
 * nothing in them.
 *
 * Tensors go from file to file piece by piece and keep their types, so memory does not grow with the
 * model. Names that share their numbers are written each with its own copy, which is what Hugging
 * Face's older files hold too.
 *
 * @module
 */
import { basename, join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { hashValue } from "../core/hash.ts";
import { makeOnce } from "../core/make_once.ts";
import { withNewFolder } from "../core/new_folder.ts";
import { cacheDir } from "../core/paths.ts";
import { type Progress, showProgress } from "../core/progress.ts";
import { readWeightMap } from "./checkpoint.ts";
import { readGguf } from "./gguf.ts";
import { ggufCheckpoint } from "./gguf_checkpoint.ts";
import { SAFETENSORS, TORCH } from "./model_files.ts";
import { type ResolveOptions, resolveTokenizer, resolveTorchModel } from "./resolve.ts";
import { bytesIn } from "./safetensors.ts";
import { type TensorPieces, writePieces } from "./write_safetensors.ts";
import { readTorchFile, tensorBytes, type TorchTensor } from "./torch_file.ts";

/** What is converted. */
export interface Conversion {
  /** A folder in Hugging Face layout, an id of the Hub, perhaps with `@revision`, or a GGUF file. */
  readonly model: string;
  /** Another such model with the same vocabulary, for models without tokenizer.json. */
  readonly tokenizer?: string | undefined;
}

/** The files of a conversion, on this machine. */
export interface Sources {
  readonly config: string;
  readonly weights: readonly string[];
  readonly tokenizer: string;
}

/** Raised when the same files would give other ones, so that older conversions are not used. */
const VERSION = 1;

/**
 * Finds what a conversion needs, fetched as far as it is missing.
 *
 * @throws {UsageError} if there is no such model, or one of the files is missing
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function conversionSources(
  { model, tokenizer }: Conversion,
  options: ResolveOptions = {},
): Promise<Sources> {
  const called = `deno task convert ${model}${tokenizer ? ` --tokenizer ${tokenizer}` : ""}`;
  const described = { command: called, ...options };
  const folder = await resolveTorchModel(model, described);
  const cannot = (fault: string) => new UsageError(`Cannot convert "${model}": ${fault}`);
  const config = join(folder, "config.json");
  if (!await isFile(config)) throw cannot("it has no config.json");
  const weights = await findWeights(folder);
  if (weights.length === 0) throw cannot(`it has neither "${TORCH.single}" nor "${TORCH.index}"`);
  for (const file of weights) {
    if (!await isFile(file)) {
      throw cannot(`it has no "${basename(file)}", which its index names`);
    }
  }
  if (tokenizer !== undefined) {
    return { config, weights, tokenizer: await resolveTokenizer(tokenizer, described) };
  }
  const own = join(folder, "tokenizer.json");
  if (await isFile(own)) return { config, weights, tokenizer: own };
  throw cannot(
    "it has no tokenizer.json: name a model that has one for the same vocabulary, such as " +
      "--tokenizer google-t5/t5-base for a T5",
  );
}

async function findWeights(folder: string): Promise<readonly string[]> {
  const single = join(folder, TORCH.single);
  if (await isFile(single)) return [single];
  const index = join(folder, TORCH.index);
  if (!await isFile(index)) return [];
  const shards = new Set(Object.values(await readWeightMap(index)));
  return [...shards].sort().map((shard) => join(folder, shard));
}

/**
 * Converts a model once and returns its folder in the kit's cache.
 *
 * A second process waits for the first one. Files that changed are converted anew, elsewhere.
 *
 * @throws {UsageError} if a file cannot be read, or is not what it should be
 * @throws {NotCached} if a file must be fetched and cannot be
 */
export async function convertOnce(
  conversion: Conversion,
  options: ResolveOptions = {},
): Promise<string> {
  const { files, load } = await findSource(conversion, options);
  const place = await placeInCache(conversion, files);
  const { notice } = options;
  await makeOnce(
    place,
    { does: `converts ${conversion.model}`, notice },
    async (part) => fillFolder(conversion, await load(), part, notice),
  );
  return place;
}

/**
 * Converts a model into a new folder; it appears whole or not at all.
 *
 * @throws {UsageError} as {@linkcode convertOnce}, or if the folder is there and not empty
 * @throws {NotCached} if a file must be fetched and cannot be
 */
export async function convertInto(
  folder: string,
  conversion: Conversion,
  options: ResolveOptions = {},
): Promise<void> {
  const { load } = await findSource(conversion, options);
  await withNewFolder(
    folder,
    async (part) => fillFolder(conversion, await load(), part, options.notice),
  );
}

/** The content of a converted model. */
interface Content {
  readonly tensors: ReadonlyMap<string, TensorPieces>;
  /** Other files by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What is converted: the files that decide the result, and what they become. */
interface Source {
  readonly files: readonly string[];
  load(): Promise<Content>;
}

async function findSource(conversion: Conversion, options: ResolveOptions): Promise<Source> {
  if (GGUF.test(conversion.model)) return await ggufSource(conversion);
  const { config, weights, tokenizer } = await conversionSources(conversion, options);
  return {
    files: [config, ...weights, tokenizer],
    load: async () => ({
      tensors: torchPieces(await readAll(weights)),
      files: {
        "tokenizer.json": await Deno.readFile(tokenizer),
        "config.json": await Deno.readFile(config),
      },
    }),
  };
}

const GGUF = /\.gguf$/i;

async function ggufSource({ model, tokenizer }: Conversion): Promise<Source> {
  if (tokenizer !== undefined) {
    throw new UsageError(`Cannot take another tokenizer for "${model}": it has its own`);
  }
  const { config, tensors, tokenizer: own } = ggufCheckpoint(await readGguf(model));
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value) + "\n");
  const files = { "tokenizer.json": json(own), "config.json": json(config) };
  return { files: [model], load: () => Promise.resolve({ tensors, files }) };
}

/** The model's name for people, and for machines what the folder is made of. */
async function placeInCache({ model }: Conversion, files: readonly string[]): Promise<string> {
  const identities = await Promise.all(files.map(identify));
  const name = model.replace(/@.*$/, "").split(/[\\/]/).filter((part) => /[^.]/.test(part));
  const key = hashValue({ version: VERSION, identities }).slice(0, 12);
  return join(cacheDir(), "converted", `${name.slice(-2).join("--")}-${key}`);
}

/** What a file is taken for without reading it: the Hub's cache names files by their content. */
async function identify(path: string): Promise<readonly unknown[]> {
  const { size, mtime } = await Deno.stat(path);
  return [await Deno.realPath(path), size, mtime?.getTime() ?? null];
}

async function fillFolder(
  { model }: Conversion,
  { tensors, files }: Content,
  folder: string,
  notice: ResolveOptions["notice"],
): Promise<void> {
  const total = [...tensors.values()].reduce((sum, tensor) => sum + bytesIn(tensor), 0);
  const progress = showProgress(`Converting ${model}`, total, { notice });
  try {
    await writePieces(join(folder, SAFETENSORS.single), watched(tensors, progress));
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
  } finally {
    progress.finish();
  }
}

async function readAll(files: readonly string[]): Promise<ReadonlyMap<string, TorchTensor>> {
  const tensors = new Map<string, TorchTensor>();
  for (const file of files) {
    for (const [name, tensor] of await readTorchFile(file)) tensors.set(name, tensor);
  }
  if (tensors.size > 0) return tensors;
  throw new UsageError(`Cannot convert "${files.join('", "')}": no tensors are in it`);
}

function torchPieces(
  tensors: ReadonlyMap<string, TorchTensor>,
): ReadonlyMap<string, TensorPieces> {
  return new Map([...tensors].map(([name, tensor]) => {
    const { dtype, shape } = tensor;
    return [name, { dtype, shape, pieces: () => tensorBytes(name, tensor) }];
  }));
}

/** The same tensors; who reads them moves the progress on. */
function watched(
  tensors: ReadonlyMap<string, TensorPieces>,
  progress: Progress,
): ReadonlyMap<string, TensorPieces> {
  let done = 0;
  const watch = async function* (pieces: ReturnType<TensorPieces["pieces"]>) {
    for await (const piece of pieces) {
      yield piece;
      progress.update(done += piece.length);
    }
  };
  return new Map([...tensors].map(([name, tensor]) => [
    name,
    { ...tensor, pieces: () => watch(tensor.pieces()) },
  ]));
}
