/**
 * `deno task answers`: what a run answered, or where two runs differ.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { say } from "../lab/terminal.ts";
import { answers as answersOf } from "../recorded_answers.ts";
import { mcnemar } from "../report/statistics.ts";
import type { Prediction } from "../train/predictions.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const answers = defineCommand({
  name: "answers",
  summary: "Shows what a run answered to each test example, or where two runs differ",
  synopsis: "RUN [RUN] [--all]",
  options: {
    all: {
      type: "boolean",
      about: "of two runs: every example, also where both are right or wrong",
    },
  },
  takesWords: true,
  notes: [
    "RUN is the id of a run of yours or of a shipped one, or the path of a record's file.",
    'Of one run, a line for each example: {"input": "...", "target": "...", "answer": "...", "right": true}',
    'Of two runs, those where one alone is right, with "answers" and "right" of both, and on standard',
    "error how many there are, with McNemar's exact test. Nothing is computed by a model.",
  ],
  async run({ values, positionals }) {
    const [first, second, ...more] = positionals;
    if (first === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot show the answers of ${positionals.length} runs: name one run, or two`,
      );
    }
    const ours = await answersOf(first);
    if (second === undefined) {
      for (const prediction of ours) console.log(JSON.stringify(prediction));
      say(`${ours.filter(({ right }) => right).length} of ${ours.length} right`);
      return 0;
    }
    const pairs = pairAnswers([first, second], ours, await answersOf(second));
    for (const pair of pairs) {
      if (values.all || pair.right[0] !== pair.right[1]) console.log(JSON.stringify(pair));
    }
    for (const line of describePairs([first, second], pairs)) say(line);
    return 0;
  },
});

/** The answers of two runs to one example. */
export interface Pair {
  readonly input: string;
  readonly target: string;
  readonly answers: readonly [string, string];
  readonly right: readonly [boolean, boolean];
}

/**
 * Puts the answers of two runs side by side.
 *
 * @throws {UsageError} if they were asked other things
 */
export function pairAnswers(
  names: readonly [string, string],
  first: readonly Prediction[],
  second: readonly Prediction[],
): Pair[] {
  const isAlike = first.length === second.length &&
    first.every(({ input, target }, i) =>
      input === second[i]!.input && target === second[i]!.target
    );
  if (!isAlike) {
    throw new UsageError(
      `Cannot compare "${names[0]}" with "${names[1]}": they were not scored on the same examples`,
    );
  }
  return first.map(({ input, target, answer, right }, i) => ({
    input,
    target,
    answers: [answer, second[i]!.answer],
    right: [right, second[i]!.right],
  }));
}

/** How often both, one or none is right, and how likely such a difference is by chance. */
export function describePairs(
  names: readonly [string, string],
  pairs: readonly Pair[],
): string[] {
  const count = (first: boolean, second: boolean) =>
    pairs.filter(({ right }) => right[0] === first && right[1] === second).length;
  const [onlyFirst, onlySecond] = [count(true, false), count(false, true)];
  return [
    `Both right: ${count(true, true)} of ${pairs.length}; none: ${count(false, false)}`,
    `Right alone: ${names[0]} ${onlyFirst}, ${names[1]} ${onlySecond}`,
    `McNemar's exact test: p = ${mcnemar(onlyFirst, onlySecond).toPrecision(2)}, ` +
    "about other examples, not about other seeds",
  ];
}
