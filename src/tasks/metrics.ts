/**
 * Metrics of SuperGLUE, as pure functions of texts. All are of 0..1.
 *
 * Answers are what a model wrote or chose; a text that is no label at all is simply wrong.
 *
 * @module
 */
import { mean } from "../core/statistics.ts";
import { exactMatch, tokenF1 } from "./normalize.ts";

/**
 * Throws unless there is one answer for each example.
 *
 * @throws {RangeError} saying how many there are
 */
export function checkPairs(golds: readonly unknown[], answers: readonly unknown[]): void {
  if (golds.length !== answers.length || golds.length === 0) {
    throw new RangeError(
      `Cannot score answers as there must be one for each example: ` +
        `examples are ${golds.length}, answers are ${answers.length}`,
    );
  }
}

/**
 * Computes the share of answers that equal their gold.
 *
 * @throws {RangeError} if the lists are empty or differ in length
 */
export function accuracy(golds: readonly string[], answers: readonly string[]): number {
  checkPairs(golds, answers);
  return mean(golds.map((gold, i) => Number(gold === answers[i])));
}

/** Counts of one class: right, wrongly given, missed. */
interface Counts {
  readonly hits: number;
  readonly falseAlarms: number;
  readonly misses: number;
}

function countClass(golds: readonly string[], answers: readonly string[], name: string): Counts {
  let hits = 0, falseAlarms = 0, misses = 0;
  golds.forEach((gold, i) => {
    if (gold === name && answers[i] === name) hits++;
    else if (gold === name) misses++;
    else if (answers[i] === name) falseAlarms++;
  });
  return { hits, falseAlarms, misses };
}

/** `2 hits / (2 hits + falseAlarms + misses)`; 0 where nothing was there and nothing was given. */
function f1Of({ hits, falseAlarms, misses }: Counts): number {
  const total = 2 * hits + falseAlarms + misses;
  return total === 0 ? 0 : 2 * hits / total;
}

function classesOf(golds: readonly string[], answers: readonly string[]): string[] {
  return [...new Set([...golds, ...answers])].sort();
}

/**
 * Computes the F1 of one class, such as `true` in MultiRC's F1a.
 *
 * @throws {RangeError} if the lists are empty or differ in length
 */
export function f1OfClass(
  golds: readonly string[],
  answers: readonly string[],
  name: string,
): number {
  checkPairs(golds, answers);
  return f1Of(countClass(golds, answers, name));
}

/**
 * Computes the unweighted mean of the F1 of every class that occurs in golds or answers.
 *
 * An answer that is no class becomes a class of its own, with F1 0, and lowers the mean.
 *
 * Source: scikit-learn, `f1_score(average="macro")`.
 *
 * @throws {RangeError} if the lists are empty or differ in length
 */
export function macroF1(golds: readonly string[], answers: readonly string[]): number {
  checkPairs(golds, answers);
  return mean(classesOf(golds, answers).map((name) => f1Of(countClass(golds, answers, name))));
}

/**
 * Computes the F1 of the counts summed over all classes; with one answer each it is the accuracy.
 *
 * Source: scikit-learn, `f1_score(average="micro")`.
 *
 * @throws {RangeError} if the lists are empty or differ in length
 */
export function microF1(golds: readonly string[], answers: readonly string[]): number {
  checkPairs(golds, answers);
  const sum = { hits: 0, falseAlarms: 0, misses: 0 };
  for (const name of classesOf(golds, answers)) {
    const counts = countClass(golds, answers, name);
    sum.hits += counts.hits;
    sum.falseAlarms += counts.falseAlarms;
    sum.misses += counts.misses;
  }
  return f1Of(sum);
}

/**
 * Computes the share of groups in which every answer is right: MultiRC's exact match.
 *
 * @param groups name of the group of each answer; groups need not stand together
 * @throws {RangeError} if the lists are empty or differ in length
 */
export function groupExactMatch(
  groups: readonly string[],
  golds: readonly string[],
  answers: readonly string[],
): number {
  checkPairs(golds, answers);
  checkPairs(groups, answers);
  const allRight = new Map<string, boolean>();
  groups.forEach((group, i) => {
    allRight.set(group, (allRight.get(group) ?? true) && golds[i] === answers[i]);
  });
  return mean([...allRight.values()].map(Number));
}

/**
 * Computes the mean over answers of the best match with any of the golds.
 *
 * @param match of an answer and one gold, 0..1; `tokenF1` and `exactMatch` give ReCoRD's metrics
 * @throws {RangeError} if the lists are empty or differ in length
 */
export function bestMatch(
  golds: readonly (readonly string[])[],
  answers: readonly string[],
  match: (answer: string, gold: string) => number,
): number {
  checkPairs(golds, answers);
  return mean(
    answers.map((answer, i) =>
      golds[i]!.reduce((best, gold) => Math.max(best, match(answer, gold)), 0)
    ),
  );
}

/** Computes ReCoRD's official F1 and exact match. */
export function recordScores(
  golds: readonly (readonly string[])[],
  answers: readonly string[],
): { f1: number; exact_match: number } {
  return {
    f1: bestMatch(golds, answers, tokenF1),
    exact_match: bestMatch(golds, answers, exactMatch),
  };
}
