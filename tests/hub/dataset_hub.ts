/**
 * A local Hub with data sets, as the process finds it by its environment, and an empty cache.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { HubServer, type Repository } from "./server.ts";

/** Commits of {@linkcode SST2}. */
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";
export const CONVERTED_COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

/** The data set of the fixtures, in which test has no labels. */
export const SST2 = "org/sentiment";

const FOLDER = join(ROOT, "tests/fixtures/tables/hub");

/** The files that `datasets` writes, by their paths. */
export function sst2Files(): Record<string, Uint8Array<ArrayBuffer>> {
  const splits = ["train", "validation", "test"];
  const paths = ["README.md", ...splits.map((split) => `sst2/${split}-00000-of-00001.parquet`)];
  return Object.fromEntries(paths.map((path) => [path, Deno.readFileSync(join(FOLDER, path))]));
}

/** Bytes of a text. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}

const VARIABLES = [
  "HF_ENDPOINT",
  "HF_HOME",
  "HF_HUB_CACHE",
  "HF_HUB_OFFLINE",
  "HF_TOKEN",
  "KIT_CACHE",
];

/** Runs a test against a Hub with one data set, {@linkcode SST2}. */
export async function withDataset(
  test: (server: HubServer, folder: string) => Promise<void>,
  repository: Repository = { commit: COMMIT, files: sst2Files() },
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kit-hub-" });
  const before = VARIABLES.map((name) => [name, Deno.env.get(name)] as const);
  try {
    await using server = new HubServer({ [`datasets/${SST2}`]: repository });
    for (const name of VARIABLES) Deno.env.delete(name);
    Deno.env.set("HF_ENDPOINT", server.endpoint);
    Deno.env.set("HF_HOME", join(folder, "hf"));
    Deno.env.set("KIT_CACHE", join(folder, "cache"));
    await test(server, folder);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
    await Deno.remove(folder, { recursive: true });
  }
}
