/**
 * A task of word knowledge out of WordNet: what kind of thing does a noun stand for?
 *
 * WordNet sorts its senses into supersenses such as person, artifact and location. The task takes
 * common nouns whose senses are all of one supersense, as many of each: whoever always gives one
 * answer gets 1 of 8. No word is in two splits.
 *
 * Source: supersenses as a coarse grain of senses are from Ciaramita and Johnson 2003
 * (https://aclanthology.org/W03-1022); Princeton WordNet 3.1, https://wordnet.princeton.edu.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";

/**
 * The eight largest supersenses of common nouns.
 *
 * Source: the numbers are those of `lexnames(5WN)` of WordNet.
 */
const KINDS: Readonly<Record<string, string>> = {
  "04": "act",
  "06": "artifact",
  "07": "attribute",
  "09": "cognition",
  "10": "communication",
  "15": "location",
  "18": "person",
  "27": "substance",
};

/** The answers. */
export const KIND_NAMES: readonly string[] = Object.values(KINDS).sort();

/** A word and its kind. */
export interface KindOfWord {
  readonly word: string;
  readonly kind: string;
}

const SHORTEST_WORD = 3; // letters; shorter ones are mostly abbreviations

/** Lines of a file of WordNet; the licence in front begins with spaces. */
const linesOf = (text: string) => text.split("\n").filter((line) => /^\S/.test(line));

/**
 * Reads the common nouns that are of one kind in all their senses. Common are those that somebody
 * met in a text when WordNet's makers marked the senses of one.
 *
 * Source: the formats are described in `wndb(5WN)` of WordNet.
 *
 * @param index text of `index.noun`
 * @param data text of `data.noun`
 */
export function wordsOfOneKind(index: string, data: string): KindOfWord[] {
  const supersenses = new Map(
    linesOf(data).map((line) => {
      const [offset, supersense] = line.split(" ", 2);
      return [offset!, supersense!];
    }),
  );
  return linesOf(index).flatMap((line) => {
    const fields = line.trim().split(" ");
    const [word, senses, pointers] = [fields[0]!, Number(fields[2]), Number(fields[3])];
    const marked = Number(fields[5 + pointers]);
    if (marked === 0 || word.length < SHORTEST_WORD || !/^[a-z]+$/.test(word)) return [];
    const kinds = new Set(fields.slice(-senses).map((offset) => supersenses.get(offset)!));
    const [only] = kinds;
    return kinds.size === 1 && only! in KINDS ? [{ word, kind: KINDS[only!]! }] : [];
  });
}

/** Words of each kind, so that none is an answer more often than another. */
const WORDS_OF_A_KIND = { train: 90, dev: 15, test: 45 } as const;

/** Makes the lines of a task file (see `own.ts`): a word, and its kind. */
export function kindLines(words: readonly KindOfWord[], rng: Rng): string[] {
  return [...Map.groupBy(words, ({ kind }) => kind)].flatMap(([kind, own]) => {
    const drawn = rng.fork(kind).shuffled(own).map(({ word }) => word);
    return Object.entries(WORDS_OF_A_KIND).flatMap(([split, count]) =>
      drawn.splice(0, count).map((word) =>
        JSON.stringify({ input: `Word: ${word}\nKind:`, target: kind, choices: KIND_NAMES, split })
      )
    );
  });
}
