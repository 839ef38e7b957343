/**
 * The answers of a run, as its record holds them.
 *
 * @module
 */

/** Answers to the test examples, each text once. */
export interface GivenAnswers {
  readonly texts: readonly string[];
  /** For each example, in order, the position of its answer in `texts`. */
  readonly given: readonly number[];
}

/** Packs one text for each example. */
export function packAnswers(answers: readonly string[]): GivenAnswers {
  const texts = [...new Set(answers)];
  const positions = new Map(texts.map((text, i) => [text, i]));
  return { texts, given: answers.map((text) => positions.get(text)!) };
}

/** One text for each example, in order. */
export function unpackAnswers({ texts, given }: GivenAnswers): string[] {
  return given.map((i) => texts[i]!);
}
