/**
 * Examples as token ids.
 *
 * @module
 */
import type { Example } from "../tasks/task.ts";
import { shorten, type Truncation } from "../tasks/truncation.ts";
import { longestOf } from "./batches.ts";
import type { Framing } from "./framing.ts";

/** What the trainer needs of a tokenizer. */
export interface Encoder extends Pick<Framing, "encode" | "encodeTarget"> {
  /** Text of ids, special tokens left out. */
  decode(ids: readonly number[]): string;
}

/** Ids of a text. Those of all rows are kept as 32-bit integers, which take half the memory of a list. */
export type TokenIds = readonly number[] | Int32Array;

/** An example in ids; what is to be written ends with the end token. */
export interface EncodedExample {
  readonly inputIds: TokenIds;
  /** Text to be written, or the one number of a class. */
  readonly targetIds: readonly number[];
  readonly choiceIds: readonly (readonly number[])[];
}

/** How long an input may be, and what a longer one loses. */
export interface InputRule {
  /** Most tokens; a longer input keeps its end token, if it has one. */
  readonly tokens: number;
  readonly truncation: Truncation;
  /** Of these tokens the last ones that are given to a prompt: a full input loses its end token. */
  readonly reserved: number;
  /** Whether the target goes on behind the input: it shares the tokens, and no input has an end. */
  readonly oneText: boolean;
  /** Most tokens of an answer, where its length is not that of known texts. */
  readonly answerTokens?: number;
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
  const answer = answerEncoder(tokenizer);
  return examples.map((example) => {
    const { input, target, choices } = example;
    const targetIds = classes ? [classes.indexOf(target)] : answer(target, input);
    const choiceIds = classes ? [] : choices.map((choice) => answer(choice, input));
    const behind = rule.oneText ? rule.answerTokens ?? longestOf([targetIds, ...choiceIds]) : 0;
    const inputIds = Int32Array.from(encodeInput(example, tokenizer, rule, behind));
    return { inputIds, targetIds, choiceIds };
  });
}

/** Encodes answers; label words come again and again, behind inputs that end alike. */
function answerEncoder({ encodeTarget }: Encoder): Encoder["encodeTarget"] {
  const cache = new Map<string, number[]>();
  return (text, input) => {
    const key = JSON.stringify([input.at(-1), text]);
    let ids = cache.get(key);
    if (!ids) cache.set(key, ids = encodeTarget(text, input));
    return ids;
  };
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

/** @param behind tokens that go on behind the input */
function encodeInput(
  example: Example,
  tokenizer: Encoder,
  { tokens, truncation, reserved, oneText }: InputRule,
  behind: number,
): number[] {
  const room = Math.max(1, tokens - reserved - behind);
  const ids = tokenizer.encode(example.input);
  if (ids.length <= room) return ids;
  const shorter = shorten(example, truncation, (text) => tokenizer.encode(text).length <= room);
  const kept = shorter === example.input ? ids : tokenizer.encode(shorter);
  return (oneText ? kept : truncate(kept, tokens)).slice(0, room);
}

function truncate(ids: number[], maxLength: number): number[] {
  if (ids.length <= maxLength) return ids;
  return [...ids.slice(0, maxLength - 1), ids.at(-1)!];
}
