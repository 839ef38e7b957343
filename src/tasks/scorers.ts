/**
 * From answers to the numbers of a table: each scorer is a list of metrics and how to get them.
 *
 * `official` scorers take an answer at its word: the label itself and nothing else is right.
 * `paper` scorers normalise first, as the paper's code does.
 *
 * @module
 */
import { mean } from "../core/statistics.ts";
import {
  accuracy,
  bestMatch,
  f1OfClass,
  groupExactMatch,
  macroF1,
  microF1,
  recordScores,
} from "./metrics.ts";
import { exactMatchAsPaper, normalizeAsPaper, tokenF1AsPaper } from "./normalize.ts";
import type { Example, Scorer, Scores } from "./task.ts";

/** Texts as a scorer compares them. */
interface Comparison {
  readonly golds: readonly string[];
  readonly answers: readonly string[];
}

/** Texts for the metrics of `official`: trimmed. */
function asWritten(examples: readonly Example[], answers: readonly string[]): Comparison {
  return {
    golds: examples.map((example) => example.target),
    answers: answers.map((answer) => answer.trim()),
  };
}

/** Texts for the metrics of `paper`: normalised. */
function normalized(examples: readonly Example[], answers: readonly string[]): Comparison {
  return {
    golds: examples.map((example) => normalizeAsPaper(example.target)),
    answers: answers.map(normalizeAsPaper),
  };
}

/** Gives all answers that are no choice the same name, so that they are one class and not many. */
function withOneInvalidClass(examples: readonly Example[], { golds, answers }: Comparison) {
  return {
    golds,
    answers: answers.map((a, i) => examples[i]!.choices.includes(a) ? a : "(invalid)"),
  };
}

function withMean(metrics: Readonly<Record<string, number>>): Scores {
  return { ...metrics, score: mean(Object.values(metrics)) };
}

function groupsOf(examples: readonly Example[]): string[] {
  return examples.map((example, i) => example.group ?? `row ${i}`);
}

/** Accuracy of the answers as they are written. */
export const ACCURACY: Scorer = {
  metrics: ["accuracy"],
  score(examples, answers) {
    const texts = asWritten(examples, answers);
    return withMean({ accuracy: accuracy(texts.golds, texts.answers) });
  },
};

/** Accuracy of normalised answers. */
export const ACCURACY_AS_PAPER: Scorer = {
  metrics: ["accuracy"],
  score(examples, answers) {
    const texts = normalized(examples, answers);
    return withMean({ accuracy: accuracy(texts.golds, texts.answers) });
  },
};

/** CB: accuracy and macro-F1; all invalid answers together are one further class. */
export const ACCURACY_AND_MACRO_F1: Scorer = {
  metrics: ["accuracy", "macro_f1"],
  score(examples, answers) {
    const texts = withOneInvalidClass(examples, asWritten(examples, answers));
    return withMean({
      accuracy: accuracy(texts.golds, texts.answers),
      macro_f1: macroF1(texts.golds, texts.answers),
    });
  },
};

/** CB in the paper's code: each different invalid answer is a further class. */
export const ACCURACY_AND_MACRO_F1_AS_PAPER: Scorer = {
  metrics: ["accuracy", "macro_f1"],
  score(examples, answers) {
    const texts = normalized(examples, answers);
    return withMean({
      accuracy: accuracy(texts.golds, texts.answers),
      macro_f1: macroF1(texts.golds, texts.answers),
    });
  },
};

/**
 * MultiRC: F1 of the right answers, and the share of questions with every answer judged rightly.
 *
 * @param positive label word of a right answer
 */
export function f1aAndExactMatch(positive: string): Scorer {
  return {
    metrics: ["f1a", "exact_match"],
    score(examples, answers) {
      const texts = asWritten(examples, answers);
      return withMean({
        f1a: f1OfClass(texts.golds, texts.answers, positive),
        exact_match: groupExactMatch(groupsOf(examples), texts.golds, texts.answers),
      });
    },
  };
}

/** MultiRC in the paper's code: its F1 is the micro-average over strings, which is accuracy. */
export const MICRO_F1_AND_EXACT_MATCH: Scorer = {
  metrics: ["micro_f1", "exact_match"],
  score(examples, answers) {
    const texts = normalized(examples, answers);
    return withMean({
      micro_f1: microF1(texts.golds, texts.answers),
      exact_match: groupExactMatch(groupsOf(examples), texts.golds, texts.answers),
    });
  },
};

/** ReCoRD: word F1 and exact match with the nearest gold. */
export const TOKEN_F1_AND_EXACT_MATCH: Scorer = {
  metrics: ["f1", "exact_match"],
  score: (examples, answers) =>
    withMean(recordScores(examples.map((example) => example.golds), answers)),
};

/** ReCoRD in the paper's code: an answer is not split at its semicolons. */
export const TOKEN_F1_AND_EXACT_MATCH_AS_PAPER: Scorer = {
  metrics: ["f1", "exact_match"],
  score(examples, answers) {
    const golds = examples.map((example) => example.golds);
    return withMean({
      f1: bestMatch(golds, answers, tokenF1AsPaper),
      exact_match: bestMatch(golds, answers, exactMatchAsPaper),
    });
  },
};
