/**
 * Answers to SuperGLUE's test rows, whose labels are hidden, as its server takes them: a file for each
 * task.
 *
 * Source: SuperGLUE's own toolkit (nyu-mll/jiant-v1-legacy, jiant/evaluate.py, `_write_*_preds` with
 * `strict_glue_format`); T5's t5/scripts/prepare_glue_submission.py writes the same.
 *
 * @module
 */
import { integerField, partsField } from "./_fields.ts";
import type { Answered, Row, Submission } from "./task.ts";

/** What a file says of one class. */
export type ServerLabel = string | number;

/**
 * The number of a part of a row's place, such as `paragraph`.
 *
 * @throws {TypeError} if the row does not have it
 */
export function placeOf(row: Row, part: string): number {
  return integerField(partsField(row, "idx"), part);
}

/** A row with a label in the place of the hidden one; any will do, as only the question is read. */
export function withAnyLabel(row: Row): Row {
  return { ...row, label: 0 };
}

/** The label of an answer; that of the first class where it is none of the choices. */
export function labelOf(
  labels: readonly ServerLabel[],
  { example, answer }: Pick<Answered, "example" | "answer">,
): ServerLabel {
  return labels[Math.max(0, example.choices.indexOf(answer.trim()))]!;
}

/**
 * Lines of `{"idx": 0, "label": ...}`.
 *
 * @param labels the server's names of the classes, in the order of the task's
 */
export function labelSubmission(file: string, labels: readonly ServerLabel[]): Submission {
  return {
    file,
    otherwise: String(labels[0]),
    complete: withAnyLabel,
    lines: (answered) =>
      answered.map((it) => ({ idx: integerField(it.row, "idx"), label: labelOf(labels, it) })),
  };
}
