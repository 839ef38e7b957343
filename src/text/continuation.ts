/**
 * Input and target as one text, for models that write on behind what they read.
 *
 * One space stands between both, whether the input ends with spaces or not. There is none where it
 * ends with other white space, such as a line end, or the target begins with some. So the parts
 * have the tokens of the whole text, unless one of its tokens spans both.
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
