/**
 * Protocols: all the choices that turn a trained model into a number in a table, as data.
 *
 * The same model gets quite different numbers under different protocols, so each table names its
 * own. What the paper's code does, what we do and why stands in `data/paper/deviations.json`.
 *
 * @module
 */
import { asTask } from "./define.ts";
import { SUPERGLUE, type SuperGlueName, TASKS } from "./mod.ts";
import type { SplitRule } from "./splits.ts";
import type { Format, Scoring, Task } from "./task.ts";
import type { Truncation } from "./truncation.ts";

/** Which evaluation of a run is scored. */
export type Selection = "best" | "last";

/** One way of getting numbers out of runs. */
export interface Protocol {
  readonly name: string;
  /** Shown beside tables. */
  readonly title: string;
  /** Raised whenever a change may move a score. */
  readonly version: number;
  /** Wording of inputs and labels. */
  readonly format: Format;
  readonly scoring: Scoring;
  /** What selects and what is scored. */
  readonly splits: SplitRule;
  readonly truncation: Truncation;
  /** Most tokens of an input. */
  readonly inputTokens: number;
  /** Whether the prompt takes its place out of `inputTokens`. */
  readonly promptInsideInput: boolean;
  /** The task that stands in the column WSC. */
  readonly wsc: "wsc" | "wsc_generate";
  readonly answering: "generate" | "rank";
  /** Reported evaluations, the headline first. */
  readonly select: readonly Selection[];
}

/**
 * As the paper's code does it: the best epoch on the very rows that are scored.
 *
 * Source: arazd/ResidualPrompts, `train.py`, `prompt_tuner2.py`, `t5_dataset.py`.
 */
export const PAPER: Protocol = {
  name: "paper",
  title: "the paper's own protocol",
  version: 1,
  format: "paper",
  scoring: "paper",
  splits: "validation_twice",
  truncation: "tail",
  inputTokens: 512,
  promptInsideInput: true,
  wsc: "wsc_generate",
  answering: "generate",
  select: ["best"],
};

/** What should be reported: selection and scores on different rows, SuperGLUE's own metrics. */
export const HELD_OUT: Protocol = {
  name: "held_out",
  title: "held-out half of the validation rows, official metrics",
  version: 1,
  format: "paper",
  scoring: "official",
  splits: "validation_halves",
  truncation: "long_field",
  inputTokens: 512,
  promptInsideInput: false,
  wsc: "wsc",
  answering: "generate",
  select: ["best", "last"],
};

/**
 * The paper's runs, scored honestly: what its numbers would be with selection and score on different
 * rows and SuperGLUE's own metrics. Every run made for `paper` serves it as well.
 */
export const PAPER_HELD_OUT: Protocol = {
  ...PAPER,
  name: "paper_held_out",
  title: "the paper's protocol, scored on a held-out half with official metrics",
  version: 1,
  scoring: "official",
  splits: "validation_halves",
  select: ["best", "last"],
};

/** As `held_out`, but with all validation rows scored, and selection on a tenth of the train rows. */
export const HELD_OUT_TRAIN: Protocol = {
  ...HELD_OUT,
  name: "held_out_train",
  title: "selection on a tenth of the training rows, all validation rows scored, official metrics",
  version: 1,
  splits: "train_part",
};

/** The protocols by name. */
export const PROTOCOLS = {
  paper: PAPER,
  paper_held_out: PAPER_HELD_OUT,
  held_out: HELD_OUT,
  held_out_train: HELD_OUT_TRAIN,
} as const satisfies Readonly<Record<string, Protocol>>;

/** Returns a task in the form that the protocol wants. */
export function taskUnder(protocol: Protocol, task: Task): Task {
  return task.variants === undefined ? task : asTask(task, protocol);
}

/** Returns the eight columns of a SuperGLUE table, in the paper's order, with the protocol's WSC. */
export function columnsOf(protocol: Protocol): readonly Task[] {
  return (Object.keys(SUPERGLUE) as SuperGlueName[]).map((name) =>
    taskUnder(protocol, TASKS[name === "wsc" ? protocol.wsc : name])
  );
}

/**
 * Tells whether a run made for one protocol can be scored under another one too: it saw the same
 * texts, and if the rows differ, it answered all validation rows at every evaluation.
 */
export function serves(made: Protocol, wanted: Protocol): boolean {
  const hasRows = made.splits === wanted.splits ||
    (made.splits === "validation_twice" && wanted.splits === "validation_halves");
  return hasRows && made.format === wanted.format && made.truncation === wanted.truncation &&
    made.inputTokens === wanted.inputTokens &&
    made.promptInsideInput === wanted.promptInsideInput &&
    made.answering === wanted.answering && made.wsc === wanted.wsc;
}
