/**
 * From log-likelihoods of choices to the choice that is the answer.
 *
 * @module
 */
import type { Example } from "../tasks/task.ts";

/**
 * The likeliest choice of each example.
 *
 * @param scores log-likelihood of each choice, by example
 * @returns its index, by example
 */
export function pickLikeliest(scores: readonly (readonly number[])[]): number[] {
  return scores.map((row) => row.indexOf(Math.max(...row)));
}

/**
 * The choices of examples that are rivals: the last one for the example of each group that it fits
 * best, measured by its log-likelihood against the first one's, and the first one for the others.
 *
 * @param scores log-likelihood of each choice, by example
 * @returns the index of the choice, by example
 */
export function pickRivals(
  scores: readonly (readonly number[])[],
  examples: readonly Pick<Example, "group">[],
): number[] {
  const margin = (i: number) => scores[i]!.at(-1)! - scores[i]![0]!;
  const groups = Map.groupBy(scores.keys(), (i) => examples[i]!.group ?? `row ${i}`);
  const winners = new Set(
    [...groups.values()].map((members) =>
      members.reduce((top, i) => margin(i) > margin(top) ? i : top)
    ),
  );
  return scores.map((row, i) => winners.has(i) ? row.length - 1 : 0);
}
