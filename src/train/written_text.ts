/**
 * The text of an answer that a model wrote.
 *
 * A tokenizer may not give back the text that it was given: it lower-cases, makes one space of two, or
 * of a line end. An answer that is a target token by token is that target all the same.
 *
 * @module
 */
import type { Example } from "../tasks/task.ts";
import type { EncodedExample } from "./encode.ts";
import type { LoadedModel } from "./load.ts";

/**
 * Reads an answer: as the target or the choice that has the very tokens, else as it is decoded.
 *
 * The token for what a vocabulary lacks may stand for anything, and makes no answer right.
 *
 * @param ids without the end token
 */
export function writtenText(
  ids: readonly number[],
  { target, choices }: Pick<Example, "target" | "choices">,
  { targetIds, choiceIds }: Pick<EncodedExample, "targetIds" | "choiceIds">,
  { decode, unknown }: Pick<LoadedModel["tokenizer"], "decode" | "unknown">,
): string {
  if (ids.some((id) => id === unknown)) return decode(ids).trim();
  const isWritten = (known: readonly number[]) =>
    // which ends with the end token
    known.length === ids.length + 1 && ids.every((id, i) => id === known[i]);
  if (isWritten(targetIds)) return target;
  return choices[choiceIds.findIndex(isWritten)] ?? decode(ids).trim();
}
