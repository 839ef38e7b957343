/**
 * Every place of the repository that code may name.
 *
 * @module
 */
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "./errors.ts";

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

/** Shipped data: the mini models, the paper's numbers, the manifest. */
export const DATA: string = join(ROOT, "data");

/** Results: run files, tables, charts. */
export const RESULTS: string = join(ROOT, "results");

/** The notebooks. */
export const NOTEBOOKS: string = join(ROOT, "notebooks");

/**
 * The kit's own cache, for libraries that it fetched and programs that it compiled.
 *
 * `KIT_CACHE` if set, else the user's cache folder.
 *
 * @param home the user's folder; null where the system names none
 * @throws {UsageError} if there is no such folder
 */
export function cacheDir(home: string | null = homedir()): string {
  const folder = findCacheDir(home);
  if (folder !== undefined) return folder;
  throw new UsageError(
    "Cannot find a cache folder: there is no home folder: set KIT_CACHE to a folder",
  );
}

function findCacheDir(home: string | null): string | undefined {
  const env = (name: string) => Deno.env.get(name) || undefined; // empty counts as not set
  const base = env("XDG_CACHE_HOME") ?? (home ? join(home, ".cache") : undefined);
  return env("KIT_CACHE") ?? (base && join(base, "residual-prompts"));
}

/**
 * Folders of this machine that must not be published, with what stands for them in a record. A home that
 * is the root of the disk, as in some containers, tells nothing.
 */
export function privatePlaces(home: string | null = homedir()): Record<string, string> {
  const cache = findCacheDir(home);
  return {
    ...(cache ? { [cache]: "(cache)" } : {}),
    [ROOT.replace(/[\\/]$/, "")]: ".",
    ...(home && dirname(home) !== home ? { [home]: "~" } : {}),
  };
}
