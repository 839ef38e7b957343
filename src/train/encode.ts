/**
 * Examples as token ids.
 *
 * @module
 */
import type { Example } from "../tasks/task.ts";
import { shorten, type Truncation } from "../tasks/truncation.ts";

/** What the trainer needs of a tokenizer. */
export interface Encoder {
  /** Ids of a text with the tokens that the family puts around it. */
  encode(text: string): number[];
  /** Text of ids, special tokens left out. */
  decode(ids: readonly number[]): string;
}

/** Ids of a text. Those of all rows are kept as 32-bit integers, which take half the memory of a list. */
export type TokenIds = readonly number[] | Int32Array;

/** An example in ids; all texts end with the end token. */
export interface EncodedExample {
  readonly inputIds: TokenIds;
  /** Text to be written, or the one number of a class. */
  readonly targetIds: readonly number[];
  readonly choiceIds: readonly (readonly number[])[];
}

/** How long an input may be, and what a longer one loses. */
export interface InputRule {
  /** Most tokens; a longer input keeps its end token. */
  readonly tokens: number;
  readonly truncation: Truncation;
  /** Of these tokens the last ones that are given to a prompt: a full input loses its end token. */
  readonly reserved: number;
}

/**
 * Encodes examples.
 *
 * @param classes for classifiers: the target is then the number of a class
 */
export function encodeExamples(
  examples: readonly Example[],
  tokenizer: Encoder,
  rule: InputRule,
  classes?: readonly string[],
): EncodedExample[] {
  const cache = new Map<string, number[]>(); // label words come again and again
  const answer = (text: string) => {
    let ids = cache.get(text);
    if (!ids) cache.set(text, ids = tokenizer.encode(text));
    return ids;
  };
  return examples.map((example) => ({
    inputIds: Int32Array.from(encodeInput(example, tokenizer, rule)),
    targetIds: classes ? [classes.indexOf(example.target)] : answer(example.target),
    choiceIds: classes ? [] : example.choices.map(answer),
  }));
}

/** The last encoding of a list of examples, and what it was made for. */
const encodings = new WeakMap<
  readonly Example[],
  { readonly key: string; readonly encoded: readonly EncodedExample[] }
>();

/** Examples from which on it is said that they are being encoded. */
const MANY = 20_000;

/**
 * Encodes a list of examples once for all runs and evaluations in which it comes again and is to be
 * read in the same way: ReCoRD's training rows take minutes.
 *
 * @param reader the tokenizer and the id of its model
 * @param notice is told before it takes long
 */
export function encodeOnce(
  examples: readonly Example[],
  { id, tokenizer }: { readonly id: string; readonly tokenizer: Encoder },
  rule: InputRule,
  classes?: readonly string[],
  notice: (line: string) => void = () => {},
): readonly EncodedExample[] {
  const key = JSON.stringify([id, rule, classes]);
  const known = encodings.get(examples);
  if (known?.key === key) return known.encoded;
  if (examples.length >= MANY) {
    notice(
      `Turning ${examples.length} examples into tokens, once for all runs of this worker on them`,
    );
  }
  const encoded = encodeExamples(examples, tokenizer, rule, classes);
  encodings.set(examples, { key, encoded });
  return encoded;
}

function encodeInput(
  example: Example,
  tokenizer: Encoder,
  { tokens, truncation, reserved }: InputRule,
): number[] {
  const room = tokens - reserved;
  const ids = tokenizer.encode(example.input);
  if (ids.length <= room) return ids;
  const shorter = shorten(example, truncation, (text) => tokenizer.encode(text).length <= room);
  return truncate(shorter === example.input ? ids : tokenizer.encode(shorter), tokens)
    .slice(0, room);
}

function truncate(ids: number[], maxLength: number): number[] {
  if (ids.length <= maxLength) return ids;
  return [...ids.slice(0, maxLength - 1), ids.at(-1)!];
}
