/**
 * How much of a score is the luck of the rows that happen to be in the test set.
 *
 * The rows are dealt to a few blocks, and the score is taken without each block in turn. From these
 * scores the report estimates the variance that comes from the rows, for any metric and for any
 * difference of runs, without seeing rows or answers again: equal blocks in all runs make the
 * estimate a paired one.
 *
 * Source: Efron and Tibshirani 1993, chapter 11; Kott 2001, The delete-a-group jackknife.
 *
 * @module
 */
import type { Example, Task } from "./task.ts";

/** Blocks, where there are as many questions. */
const BLOCKS = 20;

/**
 * Scores the answers without each block.
 *
 * Examples of one group, or of one question, stay together. Which block an example is in depends on
 * its position alone.
 *
 * @returns scores of 0..1, one for each block; empty where there is but one question
 */
export function scoresWithoutBlocks(
  task: Task,
  examples: readonly Example[],
  answers: readonly string[],
): number[] {
  const { blocks, count } = dealOut(examples);
  if (count < 2) return [];
  return Array.from({ length: count }, (_, left) => {
    const isKept = (_: unknown, i: number) => blocks[i] !== left;
    return task.score(examples.filter(isKept), answers.filter(isKept)).score;
  });
}

/** Block of each example, and how many blocks: questions are dealt out in the order in which they come. */
function dealOut(examples: readonly Example[]): { blocks: number[]; count: number } {
  const questions = new Map<string, number>();
  const blocks = examples.map(({ group }, i) => {
    const key = group ?? `row ${i}`;
    if (!questions.has(key)) questions.set(key, questions.size);
    return questions.get(key)! % BLOCKS;
  });
  return { blocks, count: Math.min(BLOCKS, questions.size) };
}
