/**
 * A folder in Hugging Face layout: `config.json`, weights in one or several safetensors files, and
 * perhaps `tokenizer.json`.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { hashFile, hashValue } from "../core/hash.ts";
import { readObject } from "./json_object.ts";
import { SAFETENSORS, TORCH } from "./model_files.ts";
import { isPlainPath } from "./names.ts";
import { unreadable } from "./position.ts";
import { fillFloats, readHeader, type TensorLocation } from "./safetensors.ts";

/** An opened checkpoint; it holds places, not weights. */
export interface Checkpoint {
  readonly folder: string;
  /** The parsed `config.json`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape by name of every tensor. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /**
   * Where the tensor lies.
   *
   * @throws {UsageError} if the checkpoint has no tensor of that name
   */
  location(name: string): TensorLocation;
  /**
   * Reads one tensor into memory that is there.
   *
   * @param values as many as the tensor has
   * @throws {UsageError} if there is none of that name, or it does not hold floats
   */
  fill(name: string, values: Float32Array<ArrayBuffer>): void;
  /** SHA-256 of the weights: of the file, or of the hashes of all files. Reads everything once. */
  hash(): Promise<string>;
}

/**
 * Opens the checkpoint in a folder.
 *
 * @throws {UsageError} if a file is missing, damaged, contradicts another or is not safetensors
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const config = await readObject(join(folder, "config.json"));
  const locations = await locateTensors(folder);
  const location = (name: string) => {
    const found = locations.get(name);
    if (found) return found;
    throw new UsageError(`Cannot load "${folder}": the checkpoint has no tensor "${name}"`);
  };
  let hash: Promise<string> | undefined;
  return {
    folder,
    config,
    shapes: Object.fromEntries([...locations].map(([name, { shape }]) => [name, shape])),
    location,
    fill: (name, values) => fillFloats(name, location(name), values),
    hash: () => hash ??= hashFiles([...new Set([...locations.values()].map(({ file }) => file))]),
  };
}

/** SHA-256 of one file; of several, of the list of theirs in the order of the names. */
async function hashFiles(files: readonly string[]): Promise<string> {
  const hashes: string[] = [];
  for (const file of [...files].sort()) hashes.push(await hashFile(file));
  return hashes.length === 1 ? hashes[0]! : hashValue(hashes);
}

async function locateTensors(folder: string): Promise<ReadonlyMap<string, TensorLocation>> {
  const has = (name: string) => isFile(join(folder, name));
  const { single, index } = SAFETENSORS;
  if (await has(single)) return readHeader(join(folder, single));
  if (await has(index)) return locateShards(folder);
  if (await has(TORCH.single) || await has(TORCH.index)) throw pickleRefusal(folder);
  throw new UsageError(`Cannot load "${folder}": it has neither "${single}" nor "${index}"`);
}

async function locateShards(folder: string): Promise<ReadonlyMap<string, TensorLocation>> {
  const path = join(folder, SAFETENSORS.index);
  const weightMap = await readWeightMap(path);
  const shards = new Map<string, ReadonlyMap<string, TensorLocation>>();
  for (const shard of new Set(Object.values(weightMap))) {
    shards.set(shard, await readHeader(join(folder, shard)));
  }
  const locations = new Map<string, TensorLocation>();
  for (const [name, shard] of Object.entries(weightMap)) {
    const location = shards.get(shard)?.get(name);
    if (!location) throw unreadable(join(folder, shard), `it lacks tensor "${name}"`);
    locations.set(name, location);
  }
  return locations;
}

/**
 * Reads the index of a checkpoint in several files.
 *
 * @returns the file of each tensor by its name, within the folder of the index
 * @throws {UsageError} if it names no files, or some outside of the folder
 */
export async function readWeightMap(path: string): Promise<Readonly<Record<string, string>>> {
  const { weight_map: weightMap } = await readObject(path);
  if (!isTextRecord(weightMap)) {
    throw unreadable(path, "weight_map must name the file of each tensor");
  }
  const stray = Object.values(weightMap).find((shard) => !isPlainPath(shard));
  if (stray === undefined) return weightMap;
  throw unreadable(path, `file name "${stray}" leaves the folder`);
}

/** A `.bin` is a Python pickle: reading it as Python does means running the code in it. */
function pickleRefusal(folder: string): UsageError {
  return new UsageError(
    `Cannot load "${folder}": PyTorch .bin files can run code and are not loaded: ` +
      `convert them safely with \`deno task convert ${folder}\``,
  );
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null &&
    Object.values(value).every((item) => typeof item === "string");
}
