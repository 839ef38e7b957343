/**
 * CommitmentBank: does the premise entail the hypothesis, contradict it, or neither?
 *
 * @module
 */
import { joinFields } from "./_text.ts";
import { defineTask, labelled } from "./define.ts";
import { ACCURACY_AND_MACRO_F1, ACCURACY_AND_MACRO_F1_AS_PAPER } from "./scorers.ts";
import { labelSubmission } from "./submission.ts";

const classes = ["entailment", "contradiction", "neutral"];

/** CB; the T5 wording has the same label words and the hypothesis first. */
export const cb = defineTask({
  name: "cb",
  title: "CB",
  version: 1,
  source: "de Marneffe et al. 2019 (Sinn und Bedeutung 23)",
  formats: {
    paper: labelled({
      classes,
      text: (row) => joinFields(row, { fields: ["premise", "hypothesis"], long: "premise" }),
    }),
    t5: labelled({
      classes,
      text: (row) =>
        joinFields(row, { fields: ["hypothesis", "premise"], long: "premise", prefix: "cb" }),
    }),
  },
  scorings: { official: ACCURACY_AND_MACRO_F1, paper: ACCURACY_AND_MACRO_F1_AS_PAPER },
  submission: labelSubmission("CB.jsonl", classes),
});
