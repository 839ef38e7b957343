/**
 * `deno task answers`: what a run answered, or where two runs differ.
 *
 * @module
 */
import { answers as answersOf } from "../api/answers.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { userPath } from "../core/user_path.ts";
import type { Prediction } from "../jobs/predictions.ts";
import { say } from "../lab/terminal.ts";
import { mcnemar } from "../report/statistics.ts";
import { defineCommand } from "./command.ts";
import { FILES_OPTION, RESULTS_OPTION } from "./machine.ts";

/** The command. */
export const answers = defineCommand({
  name: "answers",
  summary: "Shows a run's answer to each test example, or where two runs differ",
  synopsis: "RUN [RUN] [options]",
  options: {
    all: {
      type: "boolean",
      about: "for two runs: show every example, including those where both are right or both wrong",
    },
    ...RESULTS_OPTION,
    ...FILES_OPTION,
  },
  takesWords: true,
  notes: [
    "RUN is the id of one of your runs or of a shipped run, or the path of a record file.",
    'One run: one line per example, {"input": "...", "target": "...", "answer": "...", "right": true}.',
    'Two runs: the examples that only one of them answers correctly, with "answers" and "right" of both;',
    "counts and McNemar's exact test go to standard error. Answers come from the records; no model runs.",
  ],
  async run({ values, positionals }) {
    const [first, second, ...more] = positionals;
    if (first === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot show the answers of ${positionals.length} runs: name one run, or two`,
      );
    }
    const places = given({
      results: values.results && userPath(values.results),
      files: values.files && userPath(values.files),
    });
    const ours = await answersOf(first, places);
    if (second === undefined) {
      for (const prediction of ours) console.log(JSON.stringify(prediction));
      say(`${ours.filter(({ right }) => right).length} of ${ours.length} right`);
      return 0;
    }
    const pairs = pairAnswers([first, second], ours, await answersOf(second, places));
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
    `Both right: ${count(true, true)} of ${pairs.length}; both wrong: ${count(false, false)}`,
    `Only one right: ${names[0]} ${onlyFirst}, ${names[1]} ${onlySecond}`,
    `McNemar's exact test: p = ${mcnemar(onlyFirst, onlySecond).toPrecision(2)} ` +
    "(accounts for other examples, not for other seeds)",
  ];
}
