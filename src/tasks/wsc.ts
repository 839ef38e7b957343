/**
 * WSC: does the pronoun mean the mentioned person or thing?
 *
 * @module
 */
import { integerField, textField } from "./_fields.ts";
import { type InputText, joinFields } from "./_text.ts";
import { defineTask, labelled } from "./define.ts";
import { ACCURACY, ACCURACY_AS_PAPER } from "./scorers.ts";
import { labelSubmission } from "./submission.ts";
import type { Row } from "./task.ts";

const classes = ["false", "true"];

/** Puts marks around the span that starts at a word; a span that stands elsewhere is left alone. */
function markSpan(text: string, span: string, index: number, mark: string): string {
  const before = text.match(new RegExp(`^(?:\\S+\\s){${index}}`))?.[0];
  if (before === undefined || !text.startsWith(span, before.length)) return text;
  return `${before}${mark} ${span} ${mark}${text.slice(before.length + span.length)}`;
}

/** T5's wording: `* mention *` and `# pronoun #`. */
function t5Text(row: Row): InputText {
  const mention = integerField(row, "span1_index");
  const pronoun = integerField(row, "span2_index");
  const once = markSpan(textField(row, "text"), textField(row, "span1_text"), mention, "*");
  const shift = mention < pronoun ? 2 : 0; // the first marks count as two words
  const both = markSpan(once, textField(row, "span2_text"), pronoun + shift, "#");
  return { input: `wsc text: ${both}`.trim() };
}

/** WSC as SuperGLUE has it, a yes/no task; `wsc_bool` in the paper's code. */
export const wsc = defineTask({
  name: "wsc",
  title: "WSC",
  version: 1,
  source: "Levesque et al. 2012 (KR 2012)",
  formats: {
    paper: labelled({
      classes,
      text: (row) =>
        joinFields(row, {
          fields: ["span1_text", "span1_index", "span2_text", "span2_index", "text"],
          long: "text",
        }),
    }),
    t5: labelled({ classes, words: ["False", "True"], text: t5Text }),
  },
  scorings: { official: ACCURACY, paper: ACCURACY_AS_PAPER },
  submission: labelSubmission("WSC.jsonl", ["False", "True"]),
});
