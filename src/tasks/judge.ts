/**
 * From the answers of every evaluation to the number that a protocol reports.
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

/** An evaluation that was taken, and its scores on both sides. */
export interface Taken {
  readonly step: number;
  /** On the rows that selected. */
  readonly dev: Scores;
  /** On the rows that count. */
  readonly test: Scores;
}

/** A reported number. */
export interface Verdict extends Taken {
  readonly selection: Selection;
  /**
   * The same with the halves exchanged: the reported rows select, the others are scored. Absent where one
   * side is not a half of the other's kind.
   */
  readonly swapped?: Taken;
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
  const scoresOn = (rows: readonly number[]) =>
    evaluations.map((evaluation) => scoreAt(task, examples, evaluation, rows));
  const scored = { dev: scoresOn(dev), test: scoresOn(test) };
  const steps = evaluations.map(({ step }) => step);
  return protocol.select.map((selection) => ({
    selection,
    ...pick(selection, steps, scored),
    ...(protocol.splits === "validation_halves"
      ? { swapped: pick(selection, steps, { dev: scored.test, test: scored.dev }) }
      : {}),
  }));
}

/** Takes the evaluation that a selection means; of equally good ones the first. */
function pick(
  selection: Selection,
  steps: readonly number[],
  { dev, test }: Readonly<Record<"dev" | "test", readonly Scores[]>>,
): Taken {
  const best = dev.reduce((top, { score }, i) => score > dev[top]!.score ? i : top, 0);
  const chosen = selection === "best" ? best : steps.length - 1;
  return { step: steps[chosen]!, dev: dev[chosen]!, test: test[chosen]! };
}
