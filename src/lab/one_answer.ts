/**
 * Runs that are stuck: they give every example the same answer, and a score that means no more.
 *
 * @module
 */
import type { Outcome } from "./run.ts";

/** Share of the test examples with one answer from which on a run counts as stuck. */
const NEARLY_ALL = 0.99;

/** With fewer examples, one answer to all of them may be chance. */
const FEWEST_EXAMPLES = 20;

/** What is looked at. */
type Answered = Pick<Outcome, "answers" | "test">;

/**
 * The answer that a run gave to nearly all of its test examples; undefined if there is none, if it was
 * nearly always right, or if the run kept no answers.
 */
export function oneAnswer({ answers, test }: Answered): string | undefined {
  if (answers === undefined || answers.given.length < FEWEST_EXAMPLES) return undefined;
  if (test.score! >= NEARLY_ALL) return undefined;
  const counts = Map.groupBy(answers.given, (position) => position);
  const [most] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  const [position, { length }] = most!;
  return length >= NEARLY_ALL * answers.given.length ? answers.texts[position] : undefined;
}
