/**
 * WiC: has the word the same meaning in both sentences?
 *
 * @module
 */
import { joinFields } from "./_text.ts";
import { defineTask, labelled } from "./define.ts";
import { ACCURACY, ACCURACY_AS_PAPER } from "./scorers.ts";
import { labelSubmission } from "./submission.ts";

const classes = ["false", "true"];

/** WiC; the wording of the paper shows the character offsets of the word too, T5's does not. */
export const wic = defineTask({
  name: "wic",
  title: "WiC",
  version: 1,
  source: "Pilehvar and Camacho-Collados 2019 (arXiv:1808.09121)",
  formats: {
    paper: labelled({
      classes,
      text: (row) =>
        joinFields(row, {
          fields: ["start1", "end1", "sentence1", "start2", "end2", "sentence2", "word"],
        }),
    }),
    t5: labelled({
      classes,
      words: ["False", "True"],
      text: (row) => joinFields(row, { fields: ["sentence1", "sentence2", "word"], prefix: "wic" }),
    }),
  },
  scorings: { official: ACCURACY, paper: ACCURACY_AS_PAPER },
  submission: labelSubmission("WiC.jsonl", classes),
});
