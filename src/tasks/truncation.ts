/**
 * What is left of an input that is too long.
 *
 * @module
 */
import type { Example } from "./task.ts";

/**
 * Which end is lost.
 *
 * - `tail`: the end of the whole input, as in the paper's code; in BoolQ and ReCoRD that is the question
 * - `long_field`: the end of the long field, so that the question always remains
 */
export type Truncation = "tail" | "long_field";

/**
 * Shortens an input to what fits, cutting whole words off the end of its long field.
 *
 * Under `tail`, or where no field is long, the input is returned as it is: the caller cuts tokens.
 *
 * @param fits whether the model takes a text; asked about log2(words) + 2 times
 * @returns the longest text that fits; without any of the long field if nothing else does
 */
export function shorten(
  { input, longField }: Pick<Example, "input" | "longField">,
  truncation: Truncation,
  fits: (input: string) => boolean,
): string {
  if (truncation === "tail" || longField === undefined || fits(input)) return input;
  const [start, end] = longField;
  const ends = [...input.slice(start, end).matchAll(/\S+/g)].map((m) => m.index + m[0].length);
  const keep = (words: number) => {
    const head = input.slice(0, start + (ends[words - 1] ?? 0));
    return ((words === 0 ? head.trimEnd() : head) + input.slice(end)).trim();
  };
  let [enough, tooMany] = [0, ends.length];
  while (tooMany - enough > 1) {
    const middle = (enough + tooMany) >> 1;
    if (fits(keep(middle))) enough = middle;
    else tooMany = middle;
  }
  return keep(enough);
}
