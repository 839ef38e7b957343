/**
 * Every place of the repository that code may name.
 *
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The top folder of the repository. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The versions and checksums of all packages.
 *
 * `deno.json` turns the lock off and the tasks turn it on again: with it on, `deno task` itself would
 * fetch every package before the task can say which certificates to trust, and fail behind a proxy.
 * For the same reason the import map is a file of its own.
 */
export const LOCK_FILE: string = join(ROOT, "deno.lock");

/** Shipped data: the mini model, the paper's numbers, the manifest. */
export const DATA: string = join(ROOT, "data");

/** The mini model in Hugging Face layout. */
export const MINI_MODEL: string = join(DATA, "mini");

/** Results: run files, tables, charts. */
export const RESULTS: string = join(ROOT, "results");

/** The notebooks. */
export const NOTEBOOKS: string = join(ROOT, "notebooks");

/**
 * The kit's own cache, for libraries that it fetched and programs that it compiled.
 *
 * `KIT_CACHE` if set, else the user's cache folder.
 */
export function cacheDir(): string {
  const set = Deno.env.get("KIT_CACHE");
  if (set) return set;
  const base = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? ".", ".cache");
  return join(base, "residual-prompts");
}

/** Folders of this machine that must not be published, with what stands for them in a record. */
export function privatePlaces(): Record<string, string> {
  return {
    [cacheDir()]: "(cache)",
    [ROOT.replace(/[\\/]$/, "")]: ".",
    [homedir()]: "~",
  };
}
