/**
 * From the answers of every evaluation to the number that a protocol reports, and how much of it is
 * the luck of having chosen the best evaluation on the rows that are scored.
 *
 * @module
 */
import type { Protocol, Selection } from "./protocol.ts";
import { splitRows } from "./splits.ts";
import type { Example, Scores, Task } from "./task.ts";

/** What a model answered at one point of its training. */
export interface Answers {
  readonly step: number;
  /** One for each validation example, in order. */
  readonly answers: readonly string[];
}

/** A reported number. */
export interface Verdict {
  readonly selection: Selection;
  /** The evaluation that was taken. */
  readonly step: number;
  /** On the rows that selected. */
  readonly dev: Scores;
  /** On the rows that count. */
  readonly test: Scores;
}

/** Scores of a part of the examples, given by their positions. */
function scoreAt(
  task: Task,
  examples: readonly Example[],
  { answers }: Answers,
  positions: readonly number[],
): Scores {
  return task.score(positions.map((i) => examples[i]!), positions.map((i) => answers[i] as string));
}

/**
 * Scores a run under a protocol whose rows all come from the validation split.
 *
 * The best evaluation is the first one with the highest dev score.
 *
 * @param task in the form of the protocol, see `taskUnder`
 * @param examples the whole validation split
 * @param evaluations in the order of their steps
 * @returns one verdict for each selection of the protocol
 * @throws {RangeError} if there is no evaluation, or the protocol selects on training rows
 */
export function judge(
  protocol: Protocol,
  task: Task,
  examples: readonly Example[],
  evaluations: readonly Answers[],
): readonly Verdict[] {
  if (evaluations.length === 0) throw new RangeError("Cannot judge a run: it has no evaluation");
  if (protocol.splits === "train_part") {
    throw new RangeError(
      `Cannot judge a run: "${protocol.name}" selects on rows it did not answer`,
    );
  }
  const positions = examples.map((_, i) => i);
  const { dev, test } = splitRows(
    protocol.splits,
    { train: [], validation: positions },
    (i) => examples[i]!.group ?? `row ${i}`,
  );
  const devScores = evaluations.map((evaluation) => scoreAt(task, examples, evaluation, dev));
  const best = devScores.reduce(
    (top, { score }, i) => score > devScores[top]!.score ? i : top,
    0,
  );
  return protocol.select.map((selection) => {
    const chosen = selection === "best" ? best : evaluations.length - 1;
    const evaluation = evaluations[chosen]!;
    return {
      selection,
      step: evaluation.step,
      dev: devScores[chosen]!,
      test: scoreAt(task, examples, evaluation, test),
    };
  });
}

/**
 * Computes by how much choosing the best evaluation on the scored rows flatters a run.
 *
 * @param honest a verdict whose dev and test rows differ
 * @returns dev minus test score of the chosen evaluation
 */
export function optimismGap(honest: Verdict): number {
  return honest.dev.score - honest.test.score;
}
