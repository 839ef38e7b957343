/**
 * What a model answered to each example, and whether that is right.
 *
 * @module
 */
import type { Example, Task } from "../tasks/task.ts";

/** The answer to one example. */
export interface Prediction {
  readonly input: string;
  readonly target: string;
  readonly answer: string;
  /** Whether the task's own scoring takes this answer alone for right. */
  readonly right: boolean;
}

/** Puts answers beside their examples. */
export function predictionsOf(
  task: Task,
  examples: readonly Example[],
  answers: readonly string[],
): Prediction[] {
  return examples.map((example, i) => {
    const { input, target } = example;
    const answer = answers[i]!;
    return { input, target, answer, right: isRight(task, example, answer) };
  });
}

function isRight(task: Task, example: Example, answer: string): boolean {
  // one candidate of a question: the metrics are of whole questions
  if (example.candidate !== undefined) return answer.trim() === example.target;
  const { accuracy, exact_match, score } = task.score([example], [answer]);
  return (accuracy ?? exact_match ?? score) === 1; // an F1 of one example tells nothing
}
