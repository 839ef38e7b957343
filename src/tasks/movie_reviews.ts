/**
 * Sentences of film reviews, positive or negative: the benchmark MR, or Rotten Tomatoes.
 *
 * As many sentences of each answer, so that whoever always gives one gets 50 %.
 *
 * Source: Pang and Lee 2005, Seeing stars, section 4 (https://aclanthology.org/P05-1015).
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";

/** A sentence and its label in the benchmark, 1 where it is positive. */
export interface ReviewSentence {
  readonly text: string;
  readonly label: string;
}

/** The answers. */
export const SENTIMENTS: readonly string[] = ["negative", "positive"];

/** Two thirds of the sentences are not longer; with these, a run takes a minute. */
export const MOST_WORDS = 25;

/** Sentences of each answer. */
const SENTENCES = { train: 500, dev: 64, test: 250 } as const;

/** Makes the lines of a task file (see `own.ts`): a sentence, and whether it is positive. */
export function reviewLines(sentences: readonly ReviewSentence[], rng: Rng): string[] {
  const short = new Map(
    sentences.filter(({ text }) => text.split(/\s+/).length <= MOST_WORDS)
      .map(({ text, label }) => [text.trim(), label]), // a sentence that stands twice is one
  );
  return SENTIMENTS.flatMap((target, label) => {
    const own = [...short].filter(([, it]) => it === String(label)).map(([text]) => text);
    const drawn = rng.fork(target).shuffled(own);
    return Object.entries(SENTENCES).flatMap(([split, count]) =>
      drawn.splice(0, count).map((text) => {
        const input = `Review: ${text}\nSentiment:`;
        return JSON.stringify({ input, target, choices: SENTIMENTS, split });
      })
    );
  });
}
