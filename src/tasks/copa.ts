/**
 * COPA: which of two choices is the cause or the effect of the premise?
 *
 * @module
 */
import { joinFields } from "./_text.ts";
import { defineTask, labelled } from "./define.ts";
import { ACCURACY, ACCURACY_AS_PAPER } from "./scorers.ts";
import { labelSubmission } from "./submission.ts";

const fields = ["choice1", "choice2", "premise", "question"];

/** COPA; in the wording of the paper `false` means the first choice, `true` the second. */
export const copa = defineTask({
  name: "copa",
  title: "COPA",
  version: 1,
  source: "Roemmele et al. 2011 (AAAI Spring Symposium)",
  formats: {
    paper: labelled({ classes: ["false", "true"], text: (row) => joinFields(row, { fields }) }),
    t5: labelled({
      classes: ["false", "true"],
      words: ["choice1", "choice2"],
      text: (row) => joinFields(row, { fields, prefix: "copa" }),
    }),
  },
  scorings: { official: ACCURACY, paper: ACCURACY_AS_PAPER },
  submission: labelSubmission("COPA.jsonl", [0, 1]),
});
