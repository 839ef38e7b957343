/**
 * Answers before they are compared: SQuAD's normalisation and that of the paper's code.
 *
 * @module
 */

/** Python's `string.punctuation`. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** Python's `\w`, and a place where it begins or ends; JavaScript's own `\b` knows ASCII only. */
const WORD = "[\\p{L}\\p{N}_]";
const EDGE = `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`;
const ARTICLES = new RegExp(`${EDGE}(?:a|an|the)${EDGE}`, "gu");
/** With the empty alternative that the paper's code has: every edge of a word becomes a space. */
const ARTICLES_OR_NOTHING = new RegExp(`${EDGE}(?:a|an|the|)${EDGE}`, "gu");

function squeeze(text: string): string {
  return text.split(/\s+/u).filter((word) => word !== "").join(" ");
}

/**
 * Lower-cases a text and removes punctuation, articles and extra spaces.
 *
 * Source: `normalize_answer` of the SQuAD 1.1 and ReCoRD evaluation scripts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(normalizeAnswer("The U.S.  army!"), "us army");
 * ```
 */
export function normalizeAnswer(text: string): string {
  return squeeze(text.toLowerCase().replace(PUNCTUATION, "").replace(ARTICLES, " "));
}

/**
 * Normalises a text as the paper's code does before it compares any answer.
 *
 * As SQuAD's, and: `<pad>` and `</s>` go first, and marks outside ASCII such as ’ are cut loose.
 *
 * Source: arazd/ResidualPrompts, prompt_tuner2.py, `normalize_text`.
 */
export function normalizeAsPaper(text: string): string {
  const plain = text.toLowerCase().replaceAll("<pad>", "").replaceAll("</s>", "");
  return squeeze(plain.replace(PUNCTUATION, "").replace(ARTICLES_OR_NOTHING, " "));
}

function wordsOf(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}

function harmonicMean(precision: number, recall: number): number {
  return 2 * precision * recall / (precision + recall);
}

/** 1 if both texts are equal after SQuAD's normalisation, else 0. */
export function exactMatch(answer: string, gold: string): number {
  return Number(normalizeAnswer(answer) === normalizeAnswer(gold));
}

/**
 * Computes the F1 of the words that answer and gold share, repeated words counted as often.
 *
 * Source: `f1_score` of the SQuAD 1.1 and ReCoRD evaluation scripts.
 */
export function tokenF1(answer: string, gold: string): number {
  const answered = wordsOf(normalizeAnswer(answer));
  const wanted = wordsOf(normalizeAnswer(gold));
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of answered) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared++;
  }
  return shared === 0 ? 0 : harmonicMean(shared / answered.length, shared / wanted.length);
}

/** 1 if both texts are equal after the normalisation of the paper's code, else 0. */
export function exactMatchAsPaper(answer: string, gold: string): number {
  return Number(normalizeAsPaper(answer) === normalizeAsPaper(gold));
}

/**
 * Computes the word F1 of the paper's code: shared words are a set, two empty texts agree.
 *
 * Source: arazd/ResidualPrompts, prompt_tuner2.py, `compute_f1`.
 */
export function tokenF1AsPaper(answer: string, gold: string): number {
  const answered = wordsOf(normalizeAsPaper(answer));
  const wanted = wordsOf(normalizeAsPaper(gold));
  if (answered.length === 0 || wanted.length === 0) {
    return Number(answered.length === wanted.length);
  }
  const common = new Set(wanted);
  const shared = [...new Set(answered)].filter((word) => common.has(word)).length;
  return shared === 0 ? 0 : harmonicMean(shared / answered.length, shared / wanted.length);
}
