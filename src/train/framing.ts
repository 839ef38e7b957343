/**
 * How inputs and targets become ids: each as a text of its own, or both as one text.
 *
 * @module
 */
import { idsBehind, inputIds } from "../text/continuation.ts";
import type { Tokenizer } from "../text/tokenizer.ts";

/** Ids of inputs and targets. */
export interface Framing {
  /** Token that ends a target. */
  readonly end: number;
  /** Ids of an input with the tokens that the family puts around it. */
  encode(input: string): number[];
  /** Ids of a target of that input, with the end token. */
  encodeTarget(target: string, input: string): number[];
}

/**
 * Each text by itself, with what the tokenizer puts around it: T5, BERT.
 *
 * @param end of the `config.json`, which may not say it, or be wrong
 */
export function frameApart(tokenizer: Tokenizer, end: number): Framing {
  const encode = (text: string) => tokenizer.encode(text);
  return { end: encode("").at(-1) ?? end, encode, encodeTarget: encode };
}

/** One text: what the tokenizer puts in front, the input, the target, the end token. */
export function frameTogether(tokenizer: Tokenizer, end: number): Framing {
  const closes = tokenizer.encode("").at(-1) === end;
  return {
    end,
    encode(input) {
      const ids = inputIds(tokenizer, input);
      const open = closes && ids.at(-1) === end ? ids.slice(0, -1) : ids;
      return open.length > 0 ? open : [end]; // the first token, too, follows from something
    },
    encodeTarget: (target, input) => [...idsBehind(tokenizer, input, target), end],
  };
}
