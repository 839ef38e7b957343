/**
 * Input and target as one text, for models that write on behind what they read.
 *
 * One space stands between both, unless the input ends with white space or the target begins with
 * some. The parts have the very tokens that the whole text has, but for an input without a white
 * space behind it and a target without a letter in front.
 *
 * @module
 */
import type { Tokenizer } from "./tokenizer.ts";

/** Ids of an input, special tokens in front; spaces at its end belong to what follows. */
export function inputIds(tokenizer: Tokenizer, input: string): number[] {
  return tokenizer.encode(withoutLastSpaces(input));
}

/**
 * Ids of a target as it stands behind an input, without special tokens.
 *
 * @param input of which the last character alone matters
 */
export function idsBehind(tokenizer: Tokenizer, input: string, target: string): number[] {
  const plain = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  if (input === "" || target === "") return plain(target);
  const isApart = /[^\S ]$/.test(input) || /^\s/.test(target);
  const text = isApart ? target : ` ${target}`;
  // SentencePiece begins each text with a space: so this one begins with something else, taken off
  const start = /^\s/.test(text) ? "a" : "\n";
  return plain(start + text).slice(plain(start).length);
}

function withoutLastSpaces(text: string): string {
  return text.replace(/ +$/, "");
}
