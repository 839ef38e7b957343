/**
 * RTE: does the premise entail the hypothesis?
 *
 * @module
 */
import { joinFields } from "./_text.ts";
import { defineTask, labelled } from "./define.ts";
import { ACCURACY, ACCURACY_AS_PAPER } from "./scorers.ts";
import { labelSubmission } from "./submission.ts";

const classes = ["entailment", "not_entailment"];

/** RTE; the T5 wording has the same label words and the hypothesis first. */
export const rte = defineTask({
  name: "rte",
  title: "RTE",
  version: 1,
  source: "Dagan et al. 2005 and its successors (PASCAL RTE 1, 2, 3 and 5)",
  formats: {
    paper: labelled({
      classes,
      text: (row) => joinFields(row, { fields: ["premise", "hypothesis"], long: "premise" }),
    }),
    t5: labelled({
      classes,
      text: (row) =>
        joinFields(row, { fields: ["hypothesis", "premise"], long: "premise", prefix: "rte" }),
    }),
  },
  scorings: { official: ACCURACY, paper: ACCURACY_AS_PAPER },
  submission: labelSubmission("RTE.jsonl", classes),
});
