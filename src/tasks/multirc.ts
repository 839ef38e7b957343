/**
 * MultiRC: is this a right answer to the question about the paragraph? A question has several.
 *
 * @module
 */
import { textField } from "./_fields.ts";
import { inputAround, type InputText, joinFields } from "./_text.ts";
import { defineTask, labelled } from "./define.ts";
import { f1aAndExactMatch, MICRO_F1_AND_EXACT_MATCH } from "./scorers.ts";
import { labelOf, placeOf, withAnyLabel } from "./submission.ts";
import type { Answered, Row, Scorer, Submission } from "./task.ts";

const classes = ["false", "true"];
const fields = ["question", "answer", "paragraph"];

/** The question that an answer belongs to: paragraph and question, as in the paper's code. */
function group(row: Row): string {
  return `${textField(row, "paragraph")}\n${textField(row, "question")}`;
}

function withoutMarkup(text: string): string {
  return text.replaceAll("<br>", " ").replace(/<\/?b>/g, "");
}

/** T5's wording, with the HTML of the paragraphs removed. */
function t5Text(row: Row): InputText {
  const short = fields.slice(0, 2).map((field) => `${field}: ${textField(row, field)} `).join("");
  const before = withoutMarkup(`multirc ${short}paragraph: `);
  return inputAround(before, withoutMarkup(textField(row, "paragraph")));
}

/** F1a of whichever word means "right" in the wording of these examples. */
const OFFICIAL: Scorer = {
  metrics: f1aAndExactMatch("true").metrics,
  score: (examples, answers) =>
    f1aAndExactMatch(examples[0]?.choices[1] ?? "true").score(examples, answers),
};

/** A line for each paragraph, with the answers in their questions. */
const SUBMISSION: Submission = {
  file: "MultiRC.jsonl",
  otherwise: "0",
  complete: withAnyLabel,
  lines: (answered) =>
    by("paragraph", answered).map(([idx, inParagraph]) => ({
      idx,
      passage: {
        questions: by("question", inParagraph).map(([idx, ofQuestion]) => ({
          idx,
          answers: ofQuestion.map((it) => ({
            idx: placeOf(it.row, "answer"),
            label: labelOf([0, 1], it),
          })),
        })),
      },
    })),
};

function by(part: string, answered: readonly Answered[]): [number, Answered[]][] {
  return [...Map.groupBy(answered, ({ row }) => placeOf(row, part))];
}

/** MultiRC, one example for each answer. */
export const multirc = defineTask({
  name: "multirc",
  title: "MultiRC",
  version: 1,
  source: "Khashabi et al. 2018 (NAACL N18-1023)",
  formats: {
    paper: labelled({
      classes,
      group,
      text: (row) => joinFields(row, { fields, long: "paragraph" }),
    }),
    t5: labelled({ classes, words: ["False", "True"], group, text: t5Text }),
  },
  scorings: { official: OFFICIAL, paper: MICRO_F1_AND_EXACT_MATCH },
  submission: SUBMISSION,
});
