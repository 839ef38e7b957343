/**
 * What a task is: rows to texts and choices, and how answers are scored. It knows neither tokens
 * nor models, and is the same for the mini world's rows and for SuperGLUE's.
 *
 * @module
 */
import type { Split } from "./splits.ts";

/** One row of a data set, in SuperGLUE's own fields. */
export type Row = Readonly<Record<string, unknown>>;

/** One example as a model sees it. */
export interface Example {
  /** The text that the model reads. */
  readonly input: string;
  /** The text that the model should write. */
  readonly target: string;
  /** Candidate answers, `target` or `golds` among them. */
  readonly choices: readonly string[];
  /** All answers that count as right; more than one in ReCoRD only. */
  readonly golds: readonly string[];
  /** What the example asks about, where a question has one for each candidate; `golds` are such. */
  readonly candidate?: string;
  /** Answers of one question share a group (MultiRC); absent where rows stand alone. */
  readonly group?: string;
  /** Where `input` may be shortened without losing the question: `[start, end)` of the long field. */
  readonly longField?: readonly [number, number];
}

/** Wording of the input and of the labels: the paper's code, or T5's own pretraining tasks. */
export type Format = "paper" | "t5";

/** How answers are scored: as SuperGLUE does it, or as the paper's code does it. */
export type Scoring = "official" | "paper";

/** Metric names and the function that computes them. */
export interface Scorer {
  readonly metrics: readonly string[];
  score(examples: readonly Example[], answers: readonly string[]): Scores;
}

/** Scores by metric name, 0..1, and `score`: their mean, the number that tables show. */
export type Scores = Readonly<Record<string, number>> & { readonly score: number };

/** A test row, the example that it became, and what was answered to it. */
export interface Answered {
  readonly row: Row;
  readonly example: Example;
  readonly answer: string;
}

/** How SuperGLUE's server takes the answers to the test rows of a task; see `submission.ts`. */
export interface Submission {
  /** Name of the file, such as `RTE.jsonl`. */
  readonly file: string;
  /** What stands for an answer that is none of the choices; absent: the answer itself. */
  readonly otherwise?: string;
  /** Puts something in the place of what a test row hides, so that it can be read as an example. */
  complete(row: Row): Row;
  /**
   * The lines of the file.
   *
   * @throws {TypeError} if a row does not say where it belongs
   */
  lines(answered: readonly Answered[]): readonly object[];
}

/** One task; one file of this folder each, listed in `mod.ts`. */
export interface Task {
  /** `snake_case`, SuperGLUE's own name. */
  readonly name: string;
  /** Shown in tables. */
  readonly title: string;
  /** Raised whenever a change may move a score. */
  readonly version: number;
  /** Paper of the task. */
  readonly source: string;
  /** Configuration of SuperGLUE that has the rows, where it is not `name`. */
  readonly dataset?: string;
  /** Whether answers are free text: they cannot be ranked, only written. */
  readonly open?: boolean;
  /**
   * Whether the examples of a group are rivals: where answers are ranked, the last choice goes to
   * the one that it fits best, and the first choice to all others.
   */
  readonly rivals?: boolean;
  /** What else the rows can be read as; `asTask` selects from it. */
  readonly variants?: {
    readonly formats: Readonly<Record<Format, (row: Row) => Example>>;
    readonly scorings: Readonly<Record<Scoring, Scorer>>;
  };
  /** How its answers are submitted; absent: the server does not take them. */
  readonly submission?: Submission;
  /** Metric names, the first one first in tables. */
  readonly metrics: readonly string[];
  /** Whether a row of the data set belongs to the task; absent: all do. */
  keeps?(row: Row): boolean;
  /** The rows of the task that a row of the data set makes in a split; absent: itself. */
  expand?(row: Row, split: Split): readonly Row[];
  /**
   * Turns a row into an example, in the text format of the paper's code.
   *
   * @throws {TypeError} if a field is missing or of another type; names the field
   */
  toExample(row: Row): Example;
  /** Class of an example for few-shot draws: examples of one class share the string. */
  classOf(example: Example): string;
  /** Scores the answers, one text for each example, in order. */
  score(examples: readonly Example[], answers: readonly string[]): Scores;
}
