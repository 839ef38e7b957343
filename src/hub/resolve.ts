/**
 * From what a user names, a folder or an id of the Hub, to files on this machine.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile, isFolder } from "../core/exists.ts";
import { isShipped, SHIPPED_MODELS } from "../core/shipped_models.ts";
import type { Repo } from "./cache.ts";
import { type Hub, hubFromEnvironment } from "./environment.ts";
import { modelNeeds, SAFETENSORS, TORCH } from "./model_files.ts";
import { isPlainPath } from "./names.ts";
import { fetchSnapshot, type Needs } from "./snapshot.ts";

/** How something is resolved; absent fields come from the environment. */
export interface ResolveOptions {
  /** Branch, tag or commit; absent: the one behind `@` in the id, else `main`. */
  readonly revision?: string;
  readonly hub?: Hub;
  /** The command that messages name for what is not here; absent: `deno task fetch`. */
  readonly command?: string;
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
 * @param idOrFolder a model that is shipped, such as `mini`, a folder in Hugging Face layout, or an id such as
 *   `google-t5/t5-small` or `google-t5/t5-small@<commit>`
 * @throws {UsageError} if there is no such model, or it has no safetensors
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveModel(
  idOrFolder: string,
  options: ResolveOptions = {},
): Promise<string> {
  if (isShipped(idOrFolder)) return SHIPPED_MODELS[idOrFolder]!;
  return await resolveFolder(idOrFolder, (name) => modelNeeds(name, SAFETENSORS), options);
}

/**
 * Returns the folder of a model whose weights are PyTorch's .bin files, to be converted.
 *
 * @param idOrFolder as for {@linkcode resolveModel}
 * @throws {UsageError} if there is no such model, or it has no .bin files
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveTorchModel(
  idOrFolder: string,
  options: ResolveOptions = {},
): Promise<string> {
  return await resolveFolder(idOrFolder, (name) => modelNeeds(name, TORCH), options);
}

/**
 * Returns the path of a model's tokenizer.json, fetched without the rest of the model.
 *
 * @param idOrFolder as for {@linkcode resolveModel}
 * @throws {UsageError} if there is no such model or file
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveTokenizer(
  idOrFolder: string,
  options: ResolveOptions = {},
): Promise<string> {
  if (!await isFolder(idOrFolder)) {
    const { id: repo, revision } = parseId(idOrFolder);
    return await resolveFile({ kind: "model", repo, revision, path: "tokenizer.json" }, options);
  }
  const path = join(idOrFolder, "tokenizer.json");
  if (await isFile(path)) return path;
  throw new UsageError(`Cannot read "${path}": there is no such file`);
}

/**
 * Returns a folder as it is, or that of a model repository of the Hub with what is needed of it.
 *
 * @param needsOf gets the id, with its revision if that is not `main`
 * @throws {UsageError} if there is no such repository, or it lacks what is needed
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveFolder(
  idOrFolder: string,
  needsOf: (name: string) => Needs,
  options: ResolveOptions = {},
): Promise<string> {
  if (await isFolder(idOrFolder)) return idOrFolder;
  const { id, revision } = parseId(idOrFolder);
  const wanted = {
    repo: { kind: "model", id } as const,
    revision: options.revision ?? revision,
    command: options.command,
  };
  const name = wanted.revision === "main" ? id : `${id}@${wanted.revision}`;
  return await fetchSnapshot(hubOf(options), wanted, needsOf(name));
}

/**
 * An id of the Hub, with a branch, tag or commit behind `@`.
 *
 * @throws {UsageError} if it is none
 */
export function parseId(text: string): { readonly id: string; readonly revision: string } {
  const [id = "", revision = "main"] = text.split("@");
  checkId(id, text);
  return { id, revision };
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
    isComplete: (folder) => isFile(join(folder, file.path)),
  };
  if (!isPlainPath(file.path)) {
    throw new UsageError(`Cannot fetch "${file.path}": it is not a path inside a repository`);
  }
  const { kind, repo: id, revision } = file;
  const wanted = { repo: { kind, id }, revision, command: options.command };
  return join(await fetchSnapshot(hubOf(options), wanted, needs), file.path);
}

/**
 * Returns the folder of a data set with all its Parquet files, fetched as far as they are missing.
 *
 * @param enough files with which a pinned commit is taken as it is in the cache; absent: only the Hub
 *   knows which there are, and is asked
 * @throws {UsageError} if the data set does not exist or has no Parquet files
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function resolveRows(
  id: string,
  options: ResolveOptions = {},
  enough: readonly string[] = [],
): Promise<string> {
  checkId(id, id);
  const needs: Needs = {
    pick(paths) {
      const rows = paths.filter((path) => path.endsWith(".parquet"));
      if (rows.length > 0) return rows;
      throw new UsageError(
        `Cannot fetch dataset "${id}": it has no Parquet files: try --revision refs/convert/parquet`,
      );
    },
    async isComplete(folder) {
      const found = await Promise.all(enough.map((path) => isFile(join(folder, path))));
      return found.length > 0 && !found.includes(false);
    },
  };
  const wanted = { repo: { kind: "dataset", id } as const, revision: options.revision ?? "main" };
  return await fetchSnapshot(hubOf(options), wanted, needs);
}

/** The Hub that options name, else the environment. */
export function hubOf({ hub, notice }: ResolveOptions): Hub {
  return hub ?? hubFromEnvironment(notice);
}

/** Whether a text is an id of the Hub: one name, or two with a slash between. */
export function isId(text: string): boolean {
  const isFormed = /^[A-Za-z0-9][\w.-]{0,95}(\/[A-Za-z0-9][\w.-]{0,95})?$/.test(text);
  return isFormed && !text.includes("--") && !text.includes("..");
}

/**
 * Anything that is no id was meant as a folder.
 *
 * @throws {UsageError} if it is none
 */
export function checkId(id: string, text: string): void {
  if (isId(id)) return;
  throw new UsageError(
    `Cannot find "${text}": it is neither a folder nor a Hub id such as "google-t5/t5-small"`,
  );
}
