/**
 * ReCoRD: which entity of the passage was taken out of the query? Several may be right.
 *
 * @module
 */
import { textField, textsField } from "./_fields.ts";
import { inputAround, type InputText } from "./_text.ts";
import { defineTask } from "./define.ts";
import { TOKEN_F1_AND_EXACT_MATCH, TOKEN_F1_AND_EXACT_MATCH_AS_PAPER } from "./scorers.ts";
import { placeOf } from "./submission.ts";
import type { Example, Row } from "./task.ts";

function paperText(row: Row): InputText {
  const entities = textsField(row, "entities").join("; ");
  return inputAround(
    "passage : ",
    textField(row, "passage"),
    ` query: ${textField(row, "query")} entities: ${entities}`,
  );
}

function t5Text(row: Row): InputText {
  const entities = textsField(row, "entities").join(", ");
  const passage = textField(row, "passage")
    .replace(/([.?!"'])\n@highlight\n/g, "$1 ")
    .replaceAll("\n@highlight\n", ". ");
  return inputAround(
    `record query: ${textField(row, "query")} entities: ${entities} passage: `,
    passage,
  );
}

function example(row: Row, text: InputText, target: (golds: readonly string[]) => string): Example {
  const golds = textsField(row, "answers");
  const choices = [...new Set([...textsField(row, "entities"), ...golds])];
  return { ...text, target: target(golds), choices, golds };
}

/** A row with an entity in the place of the hidden answers: only the question is read. */
export function withAnyAnswer(row: Row): Row {
  return { ...row, answers: textsField(row, "entities").slice(0, 1) };
}

/**
 * ReCoRD with the entities as choices.
 *
 * In the wording of the paper the target is all right answers joined by `"; "`; it is scored
 * against each of them alone, so with several even a perfect copy of the target has exact match 0.
 *
 * Differs: T5 trains on one example for each right answer; here the first one is the target.
 */
export const record = defineTask({
  name: "record",
  title: "ReCoRD",
  version: 1,
  source: "Zhang et al. 2018 (arXiv:1810.12885)",
  formats: {
    paper: (row) => example(row, paperText(row), (golds) => golds.join("; ")),
    t5: (row) => example(row, t5Text(row), (golds) => golds[0] as string),
  },
  scorings: { official: TOKEN_F1_AND_EXACT_MATCH, paper: TOKEN_F1_AND_EXACT_MATCH_AS_PAPER },
  submission: {
    file: "ReCoRD.jsonl",
    complete: withAnyAnswer,
    lines: (answered) =>
      answered.map(({ row, answer }) => ({ idx: placeOf(row, "query"), label: answer.trim() })),
  },
  classOf: () => "",
});
