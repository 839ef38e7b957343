/**
 * From what a user names, a folder or an id of the Hub, to files on this machine.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { MINI_MODEL } from "../core/paths.ts";
import { fileExists, type Repo } from "./cache.ts";
import { type Hub, hubFromEnvironment } from "./client.ts";
import { isPlainPath } from "./names.ts";
import { fetchSnapshot, type Needs } from "./snapshot.ts";

/** How something is resolved; absent fields come from the environment. */
export interface ResolveOptions {
  /** Branch, tag or commit; absent: the one behind `@` in the id, else `main`. */
  readonly revision?: string;
  readonly hub?: Hub;
  /** Where notices and progress go; absent: stderr. */
  readonly notice?: (line: string) => void;
}

/** A file of a repository of the Hub. */
export interface HubFile {
  readonly kind: Repo["kind"];
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
}

/**
 * Returns the folder of a model: config.json, safetensors weights, tokenizer.
 *
 * @param idOrFolder `mini`, a folder in Hugging Face layout, or an id such as
 *   `google-t5/t5-small` or `google-t5/t5-small@<commit>`
 * @throws {UsageError} if there is no such model, or it has no safetensors
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveModel(
  idOrFolder: string,
  options: ResolveOptions = {},
): Promise<string> {
  if (idOrFolder === "mini") return MINI_MODEL;
  if (await isFolder(idOrFolder)) return idOrFolder;
  const [id = "", revision = "main"] = idOrFolder.split("@");
  checkId(id, idOrFolder);
  const wanted = {
    repo: { kind: "model", id } as const,
    revision: options.revision ?? revision,
  };
  return await fetchSnapshot(hubOf(options), wanted, modelNeeds(id));
}

/**
 * Returns the path of one file of the Hub, fetched if it is not cached.
 *
 * @throws {UsageError} if the repository or the file does not exist
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveFile(file: HubFile, options: ResolveOptions = {}): Promise<string> {
  checkId(file.repo, file.repo);
  const needs: Needs = {
    pick(paths) {
      if (paths.includes(file.path)) return [file.path];
      throw new UsageError(
        `Cannot find "${file.path}" in ${file.kind} "${file.repo}" at revision ${file.revision}`,
      );
    },
    isComplete: (folder) => fileExists(join(folder, file.path)),
  };
  if (!isPlainPath(file.path)) {
    throw new UsageError(`Cannot fetch "${file.path}": it is no path inside a repository`);
  }
  const wanted = { repo: { kind: file.kind, id: file.repo }, revision: file.revision };
  return join(await fetchSnapshot(hubOf(options), wanted, needs), file.path);
}

/**
 * Returns the folder of a data set with all its Parquet files, fetched as far as they are missing.
 *
 * @throws {UsageError} if the data set does not exist or has no Parquet files
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveRows(id: string, options: ResolveOptions = {}): Promise<string> {
  checkId(id, id);
  const needs: Needs = {
    pick(paths) {
      const rows = paths.filter((path) => path.endsWith(".parquet"));
      if (rows.length > 0) return rows;
      throw new UsageError(
        `Cannot fetch dataset "${id}": it has no Parquet files: try --revision refs/convert/parquet`,
      );
    },
    isComplete: () => Promise.resolve(false), // only the Hub knows which files there are
  };
  const wanted = { repo: { kind: "dataset", id } as const, revision: options.revision ?? "main" };
  return await fetchSnapshot(hubOf(options), wanted, needs);
}

function hubOf({ hub, notice }: ResolveOptions): Hub {
  return hub ?? hubFromEnvironment(notice);
}

const SINGLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";
const SHARD = /^model-\d+-of-\d+\.safetensors$/;
const TOKENIZERS = ["tokenizer.json", "spiece.model", "vocab.txt"]; // best first; one will do
const SETTINGS = ["config.json", "tokenizer_config.json"];

function modelNeeds(id: string): Needs {
  return {
    pick(paths) {
      const weights = paths.includes(SINGLE)
        ? [SINGLE]
        : paths.filter((path) => path === INDEX || SHARD.test(path));
      if (weights.length === 0) throw noSafetensors(id, paths);
      const tokenizer = TOKENIZERS.find((path) => paths.includes(path));
      const settings = SETTINGS.filter((path) => paths.includes(path));
      return [...settings, ...(tokenizer ? [tokenizer] : []), ...weights];
    },
    async isComplete(folder) {
      const has = (path: string) => fileExists(join(folder, path));
      const tokenizers = await Promise.all(TOKENIZERS.map(has));
      return await has("config.json") && tokenizers.includes(true) &&
        (await has(SINGLE) || await hasShards(folder));
    },
  };
}

async function hasShards(folder: string): Promise<boolean> {
  try {
    const index = JSON.parse(await Deno.readTextFile(join(folder, INDEX)));
    const shards = [...new Set(Object.values(index.weight_map as Record<string, string>))];
    const found = await Promise.all(shards.map((shard) => fileExists(join(folder, shard))));
    return found.every((isThere) => isThere);
  } catch {
    return false; // no index, or a damaged one
  }
}

function noSafetensors(id: string, paths: readonly string[]): UsageError {
  const advice = paths.some((path) => path.endsWith(".bin"))
    ? `it has PyTorch's .bin only, which can run code: take a revision that has safetensors, ` +
      `such as refs/pr/1 (see the model's page, tab Community), or convert it with transformers`
    : "it is no model that this kit can read";
  return new UsageError(`Cannot load "${id}": it has no safetensors: ${advice}`);
}

/** An id is one or two names; anything else was meant as a folder. */
function checkId(id: string, text: string): void {
  const isId = /^[A-Za-z0-9][\w.-]{0,95}(\/[A-Za-z0-9][\w.-]{0,95})?$/.test(id);
  if (isId && !id.includes("--") && !id.includes("..")) return;
  throw new UsageError(
    `Cannot find "${text}": there is no such folder, and it is no id of the Hub such as "google-t5/t5-small"`,
  );
}

function isFolder(path: string): Promise<boolean> {
  return Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
