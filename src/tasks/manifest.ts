/**
 * Which commits of which models and data sets the kit reads, and what is known of their content.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { canonicalJson } from "../core/hash.ts";
import { withLock } from "../core/lock.ts";
import { DATA } from "../core/paths.ts";

/** One data set of the Hub. */
export interface DataSet {
  /** Repository on the Hub. */
  readonly repo: string;
  /** Commit: everyone reads the same bytes. */
  readonly revision: string;
  /** Path of a file; `{config}` and `{split}` stand for the names of the Hub. */
  readonly files: string;
  readonly configs: readonly string[];
  readonly splits: readonly string[];
  /** SHA-256 by path, as far as they are known; the others are recorded at the first fetch. */
  readonly sha256: Readonly<Record<string, string>>;
  readonly licence: string;
  readonly note: string;
}

/** One model of the Hub. */
export interface PinnedModel {
  /** Commit: everyone trains on the same weights. Null: the newest, as no commit is known to us. */
  readonly revision: string | null;
  /** Whether its weights are PyTorch's .bin files, to be converted once. */
  readonly convert?: boolean;
  /** The model whose tokenizer.json it takes, where it has none of its own. */
  readonly tokenizer?: string;
  /** What its `config.json` says of its sizes, for plans before it is fetched. */
  readonly sizes: Readonly<Record<string, unknown>>;
  readonly note?: string;
}

/** The file `data/manifest.json`. */
export interface Manifest {
  /** By id of the Hub. */
  readonly models: Readonly<Record<string, PinnedModel>>;
  readonly datasets: Readonly<Record<string, DataSet>>;
}

/** Reads `data/manifest.json`. */
export async function readManifest(path = join(DATA, "manifest.json")): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(path)) as Manifest;
}

/** The data set that is read of a repository with rows; undefined: the kit knows none. */
export function pinnedRows({ datasets }: Manifest, repo: string): DataSet | undefined {
  return Object.values(datasets).find((data) => data.repo === repo);
}

/** Paths of all files that the kit reads of a data set. */
export function filesOf(data: DataSet): string[] {
  return data.configs.flatMap((config) => data.splits.map((split) => pathOf(data, config, split)));
}

/** Path of a file within its repository. */
export function pathOf(data: DataSet, config: string, split: string): string {
  return data.files.replaceAll("{config}", config).replaceAll("{split}", split);
}

/** What the first fetch saw, by `repo@revision/path`. */
type Lock = Readonly<Record<string, string>>;

async function readLock(path: string): Promise<Lock> {
  try {
    return JSON.parse(await Deno.readTextFile(path)) as Lock;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** The checksum that the first fetch saw, recorded if this is it: one process at a time. */
function recordOnce(path: string, key: string, sha256: string): Promise<string> {
  const says = "Waiting for another process that records checksums";
  return withLock(`${path}.lock`, { says }, async () => {
    const lock = await readLock(path);
    if (lock[key] === undefined) {
      await writeAtomically(path, canonicalJson({ ...lock, [key]: sha256 }) + "\n");
    }
    return lock[key] ?? sha256;
  });
}

/**
 * Compares a file with its checksum: that of the manifest, else that of the first fetch.
 *
 * With neither, its checksum is recorded in the lock file, so that the next fetch is compared.
 *
 * @param sha256 of the file that was fetched
 * @param lockPath `data.lock.json` of the cache
 * @throws {UsageError} if the content differs
 */
export async function checkContent(
  data: DataSet,
  path: string,
  sha256: string,
  lockPath: string,
): Promise<void> {
  const key = `${data.repo}@${data.revision}/${path}`;
  const known = data.sha256[path] ?? (await readLock(lockPath))[key];
  const wanted = known ?? await recordOnce(lockPath, key, sha256);
  if (wanted === sha256) return;
  throw new UsageError(
    `Cannot use "${key}": SHA-256 must be ${wanted}: file has ${sha256}: delete it and fetch it again`,
  );
}
