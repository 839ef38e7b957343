/**
 * BoolQ: a yes/no question about a passage.
 *
 * @module
 */
import { joinFields } from "./_text.ts";
import { defineTask, labelled } from "./define.ts";
import { ACCURACY, ACCURACY_AS_PAPER } from "./scorers.ts";
import { labelSubmission } from "./submission.ts";

const classes = ["false", "true"];
const fields = ["passage", "question"];

/** BoolQ in the wording of the paper: passage first, so that truncation at the end cuts the question. */
export const boolq = defineTask({
  name: "boolq",
  title: "BoolQ",
  version: 1,
  source: "Clark et al. 2019 (arXiv:1905.10044)",
  formats: {
    paper: labelled({ classes, text: (row) => joinFields(row, { fields, long: "passage" }) }),
    t5: labelled({
      classes,
      words: ["False", "True"],
      text: (row) => joinFields(row, { fields, long: "passage", prefix: "boolq" }),
    }),
  },
  scorings: { official: ACCURACY, paper: ACCURACY_AS_PAPER },
  submission: labelSubmission("BoolQ.jsonl", classes),
});
