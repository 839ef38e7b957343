/**
 * A word-in-context task out of WordNet: two example sentences that use the same word, in the same
 * sense or not.
 *
 * WordNet gives each sense (a set of synonyms) a definition and example sentences. Two sentences of
 * one sense are a positive pair, sentences of two senses of the word a negative one. Each word has as
 * many of both, so that neither the word nor the share of classes gives the answer away, and is in
 * one split only, so that no sentence is met in training and test.
 *
 * Source: Pilehvar and Camacho-Collados 2019 (arXiv:1808.09121), who built WiC in this way; Princeton
 * WordNet 3.1, https://wordnet.princeton.edu.
 *
 * Differs: only words whose form in the sentence is regular (walks, walked, walking); WiC also has
 * sentences of VerbNet and Wiktionary.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";

/** One sense with its example sentences. */
export interface Sense {
  /** Offset in WordNet's file: its name. */
  readonly id: string;
  readonly words: readonly string[];
  readonly sentences: readonly string[];
}

/** Two uses of a word. */
export interface WordPair {
  readonly word: string;
  readonly sentences: readonly [string, string];
  readonly sameSense: boolean;
}

const SHORTEST_SENTENCE = 3; // words; shorter ones say nothing about a sense

/**
 * Reads the senses of a `data.<part of speech>` file.
 *
 * Source: the format is described in `wndb(5WN)` of WordNet.
 */
export function* parseSenses(text: string): Generator<Sense> {
  for (const line of text.split("\n")) {
    const bar = line.indexOf(" | ");
    if (line.startsWith("  ") || bar < 0) continue; // the licence stands in front
    const fields = line.slice(0, bar).split(" ");
    const count = parseInt(fields[3]!, 16);
    const words = Array.from({ length: count }, (_, i) => fields[4 + 2 * i]!.toLowerCase());
    const sentences = [...line.slice(bar).matchAll(/"([^"]+)"/g)].map(([, found]) => found!.trim());
    yield { id: fields[0]!, words: words.filter((word) => /^[a-z]+$/.test(word)), sentences };
  }
}

/** Regular forms of a word: walk, walks, walked, walking; try, tries; stop, stopping; bake, baking. */
function formsOf(word: string): ReadonlySet<string> {
  const stem = word.replace(/[ey]$/, "");
  const stems = [word, stem, word + word.at(-1)];
  const endings = stems.flatMap((it) => [`${it}ed`, `${it}ing`]);
  return new Set([
    word,
    `${word}s`,
    `${word}es`,
    `${word}d`,
    `${stem}ies`,
    `${stem}ied`,
    ...endings,
  ]);
}

function uses(sentence: string, forms: ReadonlySet<string>): boolean {
  const words = sentence.toLowerCase().match(/[a-z']+/g) ?? [];
  return words.length >= SHORTEST_SENTENCE && words.some((word) => forms.has(word));
}

/** Sentences of each word by sense; a sentence that stands with two senses decides nothing. */
function sentencesByWord(senses: Iterable<Sense>): Map<string, Map<string, string>> {
  const byWord = new Map<string, Map<string, string>>();
  for (const { id, words, sentences } of senses) {
    for (const word of words) {
      const forms = formsOf(word);
      const known = byWord.get(word) ?? new Map<string, string>();
      for (const sentence of sentences.filter((it) => uses(it, forms))) {
        known.set(sentence, known.has(sentence) && known.get(sentence) !== id ? "" : id);
      }
      byWord.set(word, known);
    }
  }
  return byWord;
}

/**
 * Draws pairs of sentences for each word.
 *
 * @param senses of one part of speech: a noun and a verb would be told apart by grammar alone
 * @param most positive pairs of a word; it gets as many negative ones
 */
export function drawPairs(senses: Iterable<Sense>, most: number, rng: Rng): WordPair[] {
  const words = [...sentencesByWord(senses)].sort(([a], [b]) => a < b ? -1 : 1);
  return words.flatMap(([word, senseOf]) => {
    const pairs = pairsOf(word, senseOf);
    const stream = rng.fork(word);
    const [same, other] = [true, false].map((kind) =>
      stream.shuffled(pairs.filter(({ sameSense }) => sameSense === kind))
    ) as [WordPair[], WordPair[]];
    const count = Math.min(most, same.length, other.length);
    const chosen = [...same.slice(0, count), ...other.slice(0, count)];
    return chosen.map((pair) => inRandomOrder(pair, stream));
  });
}

function pairsOf(word: string, senseOf: ReadonlyMap<string, string>): WordPair[] {
  const sentences = [...senseOf].filter(([, id]) => id !== "").map(([sentence]) => sentence).sort();
  return sentences.flatMap((a, i) =>
    sentences.slice(i + 1).map((b): WordPair => ({
      word,
      sentences: [a, b],
      sameSense: senseOf.get(a) === senseOf.get(b),
    }))
  );
}

function inRandomOrder(pair: WordPair, rng: Rng): WordPair {
  const [a, b] = pair.sentences;
  return rng.integer(2) === 0 ? pair : { ...pair, sentences: [b, a] };
}

/** Shares of the words that are held out for dev and for test. */
const HELD_OUT = { dev: 0.1, test: 0.25 } as const;

/**
 * Makes the lines of a task file (see `own.ts`): word and sentences as BERT reads a text in parts,
 * and whether the sense is the same. All pairs of a word are in one split.
 */
export function wordInContextLines(pairs: readonly WordPair[], rng: Rng): string[] {
  const words = rng.shuffled([...new Set(pairs.map(({ word }) => word))].sort());
  const tests = Math.round(HELD_OUT.test * words.length);
  const devs = Math.round(HELD_OUT.dev * words.length);
  const splitOf = new Map(words.map((word, i) => [
    word,
    i < tests ? "test" : i < tests + devs ? "dev" : "train",
  ]));
  return pairs.map(({ word, sentences, sameSense }) =>
    JSON.stringify({
      input: [word, ...sentences].join(" [SEP] "),
      target: sameSense ? "same" : "different",
      choices: ["different", "same"],
      split: splitOf.get(word),
      group: word,
    })
  );
}
