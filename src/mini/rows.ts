/**
 * Rows of the eight tasks in the shapes of SuperGLUE: the same fields and labels, mini content.
 *
 * The rows of the three splits are disjoint: the text of a row decides by its hash which split may
 * have it. Their types are no interfaces, as only so they are known to be records of fields.
 *
 * @module
 */

import { UsageError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";
import {
  type Difficulty,
  drawClassification,
  drawComparison,
  drawCompletion,
  drawExplanation,
  drawGrading,
  drawJudgement,
  drawResolution,
  drawVerification,
} from "./exercises.ts";
import { drawStory, tellStory } from "./world.ts";

/** A yes/no question about a passage; label 1 is yes. */
export type BoolqRow = {
  readonly passage: string;
  readonly question: string;
  readonly label: number;
};
/** Entailment (0), contradiction (1) or neutral (2). */
export type CbRow = {
  readonly premise: string;
  readonly hypothesis: string;
  readonly label: number;
};
/** Which choice is the cause or effect of the premise; label 0 is `choice1`. */
export type CopaRow = {
  readonly premise: string;
  readonly choice1: string;
  readonly choice2: string;
  readonly question: "cause" | "effect";
  readonly label: number;
};
/**
 * Whether an answer to a question about a paragraph is right (1); rows of one question stand
 * together.
 */
export type MultircRow = {
  readonly paragraph: string;
  readonly question: string;
  readonly answer: string;
  readonly label: number;
  readonly idx: { readonly paragraph: number; readonly question: number; readonly answer: number };
};
/** Which entity of the passage `@placeholder` stands for. */
export type RecordRow = {
  readonly passage: string;
  readonly query: string;
  readonly entities: readonly string[];
  readonly answers: readonly string[];
};
/** Entailment (0) or not (1). */
export type RteRow = {
  readonly premise: string;
  readonly hypothesis: string;
  readonly label: number;
};
/**
 * Whether the word means the same (1) in both sentences; starts and ends are character offsets of
 * the word.
 */
export type WicRow = {
  readonly word: string;
  readonly sentence1: string;
  readonly sentence2: string;
  readonly start1: number;
  readonly end1: number;
  readonly start2: number;
  readonly end2: number;
  readonly label: number;
};
/** Whether the pronoun `span2_text` means `span1_text` (1); the indices count words. */
export type WscRow = {
  readonly text: string;
  readonly span1_text: string;
  readonly span1_index: number;
  readonly span2_text: string;
  readonly span2_index: number;
  readonly label: number;
};

/** The row type of each task. */
export interface MiniRows {
  boolq: BoolqRow;
  cb: CbRow;
  copa: CopaRow;
  multirc: MultircRow;
  record: RecordRow;
  rte: RteRow;
  wic: WicRow;
  wsc: WscRow;
}

/** The name of a task the mini tier has. */
export type MiniTask = keyof MiniRows;
/** A part of a task's rows. */
export type MiniSplit = "train" | "dev" | "test";

/**
 * The difficulty of the stories of each task; those of `wic` and `wsc` are asides, `copa` has none.
 */
const TASK_DIFFICULTY: Readonly<Record<MiniTask, Difficulty>> = {
  boolq: { facts: [2, 3, 4], rephrased: 0.3 },
  cb: { facts: [2, 3], rephrased: 0.3 },
  copa: { facts: [1], rephrased: 0 },
  multirc: { facts: [2, 3, 4], rephrased: 0.3 },
  record: { facts: [2, 3, 4], rephrased: 0.3 },
  rte: { facts: [2, 3], rephrased: 0.3 },
  wic: { facts: [1], rephrased: 0.3 },
  wsc: { facts: [1, 2], rephrased: 0.3 },
};

/** Tells whether the mini world has rows of a task. */
export function isMiniTask(name: string): name is MiniTask {
  return Object.hasOwn(TASK_DIFFICULTY, name);
}

/**
 * The task whose rows the mini world has.
 *
 * @throws {UsageError} if it has none
 */
export function miniTask(name: string): MiniTask {
  if (isMiniTask(name)) return name;
  throw new UsageError(`Cannot make rows: the mini world has no rows of "${name}": give --data`);
}

function startAndEnd(sentence: string, word: string): [number, number] {
  const start = ` ${sentence}`.search(new RegExp(` ${word}[ .]`));
  return [start, start + word.length];
}

/**
 * Writes facts that have nothing to do with what is asked: pretraining has no such asides, so that
 * these tasks are not too easy.
 */
function drawAside(rng: Rng, { facts, rephrased }: Difficulty): string {
  return tellStory(rng, drawStory(rng, rng.choice(facts)).facts, rephrased);
}

/**
 * Draws the rows that belong together: one, or all answers to one question. The group number
 * identifies paragraph and question.
 */
const GROUP_WRITERS: {
  readonly [T in MiniTask]: (rng: Rng, level: Difficulty, group: number) => MiniRows[T][];
} = {
  boolq(rng, level) {
    const { passage, claim, label } = drawVerification(rng, level);
    return [{ passage, question: `${claim}?`, label }];
  },
  cb(rng, level) {
    const { passage, claim, label } = drawJudgement(rng, level);
    return [{ premise: passage, hypothesis: `${claim}.`, label }];
  },
  copa(rng) {
    return [drawExplanation(rng)];
  },
  multirc(rng, level, group) {
    const { passage, question, answers } = drawGrading(rng, level, 2 + rng.integer(2));
    return answers.map(({ text, label }, answer) => ({
      paragraph: passage,
      question,
      answer: text,
      label,
      idx: { paragraph: group, question: group, answer },
    }));
  },
  record(rng, level) {
    const { passage, query, entities, answer } = drawCompletion(rng, level);
    return [{ passage, query, entities, answers: [answer] }];
  },
  rte(rng, level) {
    const { passage, claim, label } = drawClassification(rng, level);
    return [{ premise: passage, hypothesis: `${claim}.`, label }];
  },
  wic(rng, level) {
    const { word, label, ...sentences } = drawComparison(rng);
    const sentence1 = `${sentences.sentence1} ${drawAside(rng, level)}`;
    const sentence2 = `${sentences.sentence2} ${drawAside(rng, level)}`;
    const [start1, end1] = startAndEnd(sentence1, word);
    const [start2, end2] = startAndEnd(sentence2, word);
    return [{ word, sentence1, sentence2, start1, end1, start2, end2, label }];
  },
  wsc(rng, level) {
    const { text: sentence, pronoun, mention, label } = drawResolution(rng);
    const text = `${sentence} ${drawAside(rng, level)}`;
    const words = text.split(" ");
    return [{
      text,
      span1_text: mention,
      span1_index: words.indexOf(mention),
      span2_text: pronoun,
      span2_index: words.indexOf(pronoun),
      label,
    }];
  },
};

/** What two rows may not share across splits: the text, without label and answer. */
const groupText = (rows: readonly object[]) =>
  JSON.stringify(
    rows[0],
    (key, value) =>
      ["label", "idx", "answer", "answers", "entities"].includes(key) ? undefined : value,
  );

/** Tells which split a text belongs to: half of all texts train, a quarter each dev and test. */
function splitOf(text: string): MiniSplit {
  return (["train", "train", "dev", "test"] as const)[new Rng(text).integer(4)] as MiniSplit;
}

/**
 * Generates the first `count` rows of a split; a larger count only adds rows at the end. No row
 * occurs twice, and no text occurs in two splits.
 *
 * @param seed names the data set; the kit's tables all use the default
 * @throws {RangeError} if the world has not that many different rows
 */
export function generateRows<T extends MiniTask>(
  task: T,
  split: MiniSplit,
  count: number,
  seed = "mini-1",
): MiniRows[T][] {
  const rows: MiniRows[T][] = [];
  const seen = new Set<string>();
  const streams = new Rng(seed).fork(task).fork(split);
  let group = 0;
  let misses = 0; // in a row: a split that is nearly used up finds nothing new
  for (let draw = 0; rows.length < count; draw++) {
    if (misses > 1000) {
      throw new RangeError(
        `Cannot generate ${count} rows of "${task}" ${split}: the mini world has hardly more than ${rows.length}`,
      );
    }
    const drawn = GROUP_WRITERS[task](streams.fork(draw), TASK_DIFFICULTY[task], group);
    const text = groupText(drawn);
    if (seen.has(text) || splitOf(text) !== split) {
      misses++;
      continue;
    }
    misses = 0;
    seen.add(text);
    rows.push(...drawn);
    group++;
  }
  return rows.slice(0, count);
}
