/**
 * Makes a task out of a declaration, and the same task under another protocol.
 *
 * @module
 */
import { labelField } from "./_fields.ts";
import type { InputText } from "./_text.ts";
import type { Example, Format, Row, Scorer, Scoring, Task } from "./task.ts";

/** A task with its two wordings and its two ways of scoring; `paper` and `official` are the defaults. */
export interface Declaration extends
  Pick<
    Task,
    | "name"
    | "title"
    | "version"
    | "source"
    | "dataset"
    | "open"
    | "rivals"
    | "submission"
    | "keeps"
    | "expand"
  > {
  readonly formats: Readonly<Record<Format, (row: Row) => Example>>;
  readonly scorings: Readonly<Record<Scoring, Scorer>>;
  /** Class of an example for few-shot draws; absent: its target. */
  classOf?(example: Example): string;
}

/** Turns a declaration into a task that reads rows as the paper's code does and scores officially. */
export function defineTask(declaration: Declaration): Task {
  const { formats, scorings, classOf, ...rest } = declaration;
  const { metrics, score } = scorings.official;
  return {
    ...rest,
    variants: { formats, scorings },
    metrics,
    toExample: formats.paper,
    classOf: classOf ?? ((example) => example.target),
    score,
  };
}

/**
 * Returns the task with another wording or another way of scoring.
 *
 * @throws {TypeError} if the task has one form only, as those of users' own files
 */
export function asTask(
  task: Task,
  { format, scoring }: { format: Format; scoring: Scoring },
): Task {
  if (task.variants === undefined) {
    throw new TypeError(`Cannot change the form of "${task.name}": the task has one form only`);
  }
  const { metrics, score } = task.variants.scorings[scoring];
  return { ...task, toExample: task.variants.formats[format], metrics, score };
}

/** An example of a task with label words. */
export interface LabelWording {
  /** The classes as SuperGLUE names them, in the order of its numbers. */
  readonly classes: readonly string[];
  /** The words that the model writes, in the same order; absent: the names of the classes. */
  readonly words?: readonly string[];
  /** Builds the input. */
  text(row: Row): InputText;
  /** Name of the group that the row belongs to. */
  group?(row: Row): string;
}

/** Makes the function that reads a row of a task with label words. */
export function labelled({ classes, words = classes, text, group }: LabelWording) {
  return (row: Row): Example => {
    const target = words[labelField(row, classes)] as string;
    return {
      ...text(row),
      target,
      choices: words,
      golds: [target],
      ...(group === undefined ? {} : { group: group(row) }),
    };
  };
}
