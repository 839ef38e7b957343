/**
 * A word-in-context task out of WordNet: does a word stand for something physical in a sentence, or
 * for something abstract?
 *
 * WordNet sorts its senses into some forty supersenses, such as animals, artifacts, feelings and
 * motion, and gives many of them example sentences. The task takes words that have sentences of
 * both kinds ("the seat of his pants was worn through", "he was elected to a seat in the Senate"), as
 * many of one kind as of the other: whoever knows the word alone gets 50 %, and so does who always
 * gives one answer. A word is in one split only, and a sentence with one word only, so that neither
 * is met in training and test.
 *
 * Source: supersenses as a coarse grain of senses are from Ciaramita and Johnson 2003
 * (https://aclanthology.org/W03-1022); uses of one word that only context tells apart, from Pilehvar
 * and Camacho-Collados 2019, WiC (arXiv:1808.09121); Princeton WordNet 3.1,
 * https://wordnet.princeton.edu.
 *
 * Differs: two kinds in place of forty supersenses; only words whose form in the sentence is regular
 * (walks, walked, walking).
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";

/** What a word may stand for. */
export type Kind = "physical" | "abstract";

/** One sense with its example sentences. */
export interface Sense {
  /** Number of the supersense, as WordNet writes it. */
  readonly supersense: string;
  readonly words: readonly string[];
  readonly sentences: readonly string[];
}

/** A word in a sentence. */
export interface WordUse {
  readonly word: string;
  readonly sentence: string;
  readonly kind: Kind;
}

/**
 * The supersenses of each kind: for nouns, those below WordNet's two top nodes, "physical entity" and
 * "abstraction"; for verbs, what bodies and things do, and what minds and societies do. The others
 * hold both, such as location, shape, change and creation.
 *
 * Source: the numbers are those of `lexnames(5WN)` of WordNet.
 */
const KINDS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  physical: {
    "noun.animal": "05",
    "noun.artifact": "06",
    "noun.body": "08",
    "noun.food": "13",
    "noun.object": "17",
    "noun.person": "18",
    "noun.plant": "20",
    "noun.substance": "27",
    "verb.body": "29",
    "verb.consumption": "34",
    "verb.contact": "35",
    "verb.motion": "38",
    "verb.weather": "43",
  },
  abstract: {
    "noun.act": "04",
    "noun.attribute": "07",
    "noun.cognition": "09",
    "noun.communication": "10",
    "noun.event": "11",
    "noun.feeling": "12",
    "noun.group": "14",
    "noun.motive": "16",
    "noun.quantity": "23",
    "noun.relation": "24",
    "noun.state": "26",
    "noun.time": "28",
    "verb.cognition": "31",
    "verb.communication": "32",
    "verb.emotion": "37",
    "verb.possession": "40",
    "verb.social": "41",
    "verb.stative": "42",
  },
};

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
    yield {
      supersense: fields[1]!,
      words: words.filter((word) => /^[a-z]+$/.test(word)),
      sentences,
    };
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

function shows(sentence: string, forms: ReadonlySet<string>): boolean {
  const words = sentence.toLowerCase().match(/[a-z']+/g) ?? [];
  return words.length >= SHORTEST_SENTENCE && words.some((word) => forms.has(word));
}

function kindOf(supersense: string): Kind | undefined {
  const isOf = (kind: Kind) => Object.values(KINDS[kind]).includes(supersense);
  return isOf("physical") ? "physical" : isOf("abstract") ? "abstract" : undefined;
}

/** Every use that decides something: its sentence stands with one word, and in one kind of sense. */
function clearUses(senses: Iterable<Sense>): WordUse[] {
  const bySentence = new Map<string, { word: string; kind: Kind | undefined }[]>();
  for (const { supersense, words, sentences } of senses) {
    const kind = kindOf(supersense);
    for (const word of words) {
      const forms = formsOf(word);
      for (const sentence of new Set(sentences.filter((it) => shows(it, forms)))) {
        bySentence.set(sentence, [...bySentence.get(sentence) ?? [], { word, kind }]);
      }
    }
  }
  return [...bySentence].flatMap(([sentence, found]) => {
    const { word, kind } = found[0]!;
    const isClear = found.every((other) => other.word === word && other.kind === kind);
    return isClear && kind !== undefined ? [{ word, sentence, kind }] : [];
  });
}

/**
 * Draws uses of each word, as many of one kind as of the other.
 *
 * @param senses of one part of speech: a noun and a verb would be told apart by grammar alone
 * @param most uses of a word of each kind; with more, few words would make up the task
 */
export function drawUses(senses: Iterable<Sense>, most: number, rng: Rng): WordUse[] {
  const byWord = Map.groupBy(clearUses(senses), ({ word }) => word);
  return [...byWord].sort(([a], [b]) => a < b ? -1 : 1).flatMap(([word, uses]) => {
    const kinds = (["physical", "abstract"] as const).map((kind) =>
      uses.filter((use) => use.kind === kind).sort((a, b) => a.sentence < b.sentence ? -1 : 1)
    );
    const count = Math.min(most, ...kinds.map(({ length }) => length));
    return kinds.flatMap((own) => rng.fork(word).sample(own, count));
  });
}

/** Shares of the words that are held out for dev and for test. */
const HELD_OUT = { dev: 0.2, test: 0.3 } as const;

/**
 * Makes the lines of a task file (see `own.ts`): word and sentence as BERT reads a text in parts, and
 * the kind. All uses of a word are in one split.
 */
export function wordInContextLines(uses: readonly WordUse[], rng: Rng): string[] {
  const words = rng.shuffled([...new Set(uses.map(({ word }) => word))].sort());
  const tests = Math.round(HELD_OUT.test * words.length);
  const devs = Math.round(HELD_OUT.dev * words.length);
  const splitOf = new Map(words.map((word, i) => [
    word,
    i < tests ? "test" : i < tests + devs ? "dev" : "train",
  ]));
  return uses.map(({ word, sentence, kind }) =>
    JSON.stringify({
      input: `${word} [SEP] ${sentence}`,
      target: kind,
      choices: ["abstract", "physical"],
      split: splitOf.get(word),
      group: word,
    })
  );
}
