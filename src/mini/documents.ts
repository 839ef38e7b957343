/**
 * Running text of the mini world, for span corruption.
 *
 * @module
 */

import type { Rng } from "../core/rng.ts";
import { type Difficulty, drawPronounSentence, drawSenseSentence } from "./exercises.ts";
import { CATEGORY_OF, HAPPENINGS, HOMOGRAPHS, NAMES, OBJECTS, TOPICS } from "./lexicon.ts";
import { EVERY_WORD } from "./vocabulary.ts";
import { drawStory, tellStory } from "./world.ts";

/** A kind of document. */
export type DocumentKind =
  | "retelling"
  | "happening"
  | "sense"
  | "topic"
  | "pronoun"
  | "category"
  | "list";

const WRITERS: Readonly<Record<DocumentKind, (rng: Rng, level: Difficulty) => string>> = {
  retelling(rng, level) {
    const { facts } = drawStory(rng, rng.choice(level.facts));
    return `${tellStory(rng, facts, level.rephrased)} so ${tellStory(rng, facts, level.rephrased)}`;
  },
  happening(rng) {
    const thing = rng.choice(OBJECTS);
    const { causes, effects } = rng.choice(HAPPENINGS);
    const cause = `the ${thing} was ${rng.choice(causes)}`;
    const effect = `the ${thing} became ${rng.choice(effects)}`;
    return rng.integer(2) ? `${cause} so ${effect}.` : `${effect} because ${cause}.`;
  },
  sense(rng) {
    const [word, topics] = rng.choice(Object.entries(HOMOGRAPHS));
    const topic = rng.choice(topics);
    return `${drawSenseSentence(rng, word, topic)} ${drawSenseSentence(rng, word, topic)}`;
  },
  topic(rng) {
    const [a, b, c] = rng.sample(TOPICS[rng.choice(Object.keys(TOPICS))] as readonly string[], 3);
    return `the ${a} was with the ${b} and the ${c}.`;
  },
  pronoun(rng) {
    const { text, pronoun, meant } = drawPronounSentence(rng);
    return `${text} ${pronoun} means ${meant}.`;
  },
  category(rng) {
    const thing = rng.choice(OBJECTS);
    return `${rng.choice(NAMES)} ${rng.choice(["has", "wants"])} a ${thing}. a ${thing} is a ${
      CATEGORY_OF[thing]
    }.`;
  },
  list(rng) {
    const words = rng.sample(EVERY_WORD, 3 + rng.integer(5)).join(" ");
    return `list: ${words}; list: ${words}.`;
  },
};

/** Writes a document of the given kind. */
export function writeDocument(rng: Rng, kind: DocumentKind, level: Difficulty): string {
  return WRITERS[kind](rng, level);
}

/**
 * Hides spans of the tokens behind sentinels, as T5 was pretrained.
 *
 * Source: Raffel et al. 2020, section 3.1.4. Differs: spans of one to three tokens, because
 * documents are short.
 *
 * @param sentinels token ids of `<extra_id_0>`, `<extra_id_1>` ...
 * @param rate the share of the tokens that is hidden, at least one
 * @returns what is left with a sentinel for each span, and the sentinels each followed by what they
 *   hide; neither has `</s>`
 */
export function corruptSpans(
  rng: Rng,
  tokenIds: readonly number[],
  sentinels: readonly number[],
  rate: number,
): { inputIds: number[]; targetIds: number[] } {
  const hidden = new Array<boolean>(tokenIds.length).fill(false);
  let toHide = Math.max(1, Math.round(tokenIds.length * rate));
  while (toHide > 0) {
    const start = rng.integer(tokenIds.length);
    const end = Math.min(tokenIds.length, start + rng.choice([1, 1, 2, 3]));
    for (let i = start; i < end; i++) {
      if (hidden[i]) continue;
      hidden[i] = true;
      toHide--;
    }
  }
  const inputIds: number[] = [];
  const targetIds: number[] = [];
  let spans = 0;
  tokenIds.forEach((id, i) => {
    if (hidden[i] && !hidden[i - 1]) {
      const sentinel = sentinels[spans++];
      if (sentinel === undefined) {
        throw new RangeError(
          `Cannot corrupt spans: more than ${sentinels.length} spans are hidden`,
        );
      }
      inputIds.push(sentinel);
      targetIds.push(sentinel);
    }
    (hidden[i] ? targetIds : inputIds).push(id);
  });
  return { inputIds, targetIds };
}
