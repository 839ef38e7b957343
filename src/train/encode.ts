/**
 * Examples as token ids.
 *
 * @module
 */
import type { Example } from "../tasks/task.ts";

/** What the trainer needs of a tokenizer. */
export interface Encoder {
  /** Ids of a text with the tokens that the family puts around it. */
  encode(text: string): number[];
  /** Text of ids, special tokens left out. */
  decode(ids: readonly number[]): string;
}

/** An example in ids; all texts end with the end token. */
export interface EncodedExample {
  readonly inputIds: readonly number[];
  /** Text to be written, or the one number of a class. */
  readonly targetIds: readonly number[];
  readonly choiceIds: readonly (readonly number[])[];
}

/**
 * Encodes examples.
 *
 * @param maxLength longest input in tokens; a longer one keeps its head and its end token
 * @param classes for classifiers: the target is then the number of a class
 */
export function encodeExamples(
  examples: readonly Example[],
  tokenizer: Encoder,
  maxLength: number,
  classes?: readonly string[],
): EncodedExample[] {
  const cache = new Map<string, number[]>(); // label words come again and again
  const answer = (text: string) => {
    let ids = cache.get(text);
    if (!ids) cache.set(text, ids = tokenizer.encode(text));
    return ids;
  };
  return examples.map(({ input, target, choices }) => ({
    inputIds: truncate(tokenizer.encode(input), maxLength),
    targetIds: classes ? [classes.indexOf(target)] : answer(target),
    choiceIds: classes ? [] : choices.map(answer),
  }));
}

function truncate(ids: number[], maxLength: number): number[] {
  if (ids.length <= maxLength) return ids;
  return [...ids.slice(0, maxLength - 1), ids.at(-1)!];
}
