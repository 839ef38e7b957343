/**
 * What `predict` of the command line asks for, and what it gets.
 *
 * @module
 */
import type { Answering } from "../lab/run.ts";
import type { QuestionSource } from "../tasks/questions.ts";
import type { Row } from "../tasks/task.ts";
import type { Adapted, Scoring, SingleOptions } from "./request.ts";

/** How answers without targets are written. */
export interface Writing {
  readonly answering: Answering;
  /**
   * Most tokens of a written answer, its end token included; absent: as many as the longest choice has,
   * or 64 where an answer is free text.
   */
  readonly maxNewTokens?: number;
}

/** Inputs to be answered. */
export interface PredictRequest extends SingleOptions, Scoring, Adapted, Writing {
  readonly input: QuestionSource;
  /** Choices of inputs that name none; absent: there are none. */
  readonly choices?: readonly string[];
  /** Most inputs, the first ones; null: all. */
  readonly examples: number | null;
  /** Takes answers as they come, in the order of the inputs. */
  readonly found?: (lines: readonly PredictedLine[]) => void;
}

/**
 * A row as it was given, with what was answered to its input. An integer of a file with more digits than a
 * number holds is what `JSON.stringify` writes with all of them.
 */
export interface PredictedLine extends Row {
  readonly answer: string;
  /** Natural logarithm of the probability of each choice; absent: the answer was written. */
  readonly logLikelihoods?: Readonly<Record<string, number>>;
  /** The same among the choices, so that they sum to 1. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** Test rows of SuperGLUE to be answered for its server. */
export interface SubmissionRequest extends SingleOptions, Scoring, Adapted, Writing {
  readonly data: string;
  readonly task: string;
  readonly protocol?: string;
}

/** What the server takes. */
export interface Submitted {
  /** Name of the file, such as `RTE.jsonl`. */
  readonly file: string;
  readonly lines: readonly object[];
}
