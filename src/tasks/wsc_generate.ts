/**
 * WSC as the paper's code runs it on T5: write the word that the pronoun stands for.
 *
 * Only rows whose mention is right (label 1) take part, in training and in scoring, so the numbers
 * compare with no other paper's WSC. Only the first word of the mention is asked for.
 *
 * @module
 */
import { integerField, labelField, textField } from "./_fields.ts";
import { defineTask } from "./define.ts";
import { ACCURACY, ACCURACY_AS_PAPER } from "./scorers.ts";
import type { Example, Row } from "./task.ts";

/**
 * Words of the text between single spaces, with stars around the pronoun.
 *
 * @throws {RangeError} if a span starts behind the end of the text
 */
function starred(row: Row): { words: readonly string[]; mention: number } {
  const words = textField(row, "text").split(" ");
  const [mention, pronoun] = [integerField(row, "span1_index"), integerField(row, "span2_index")];
  for (const index of [mention, pronoun]) {
    if (index >= words.length) {
      throw new RangeError(
        `Cannot read row: a span of "text" must start before word ${words.length}: ` +
          `current value is ${index}`,
      );
    }
  }
  return { words: words.with(pronoun, `*${words[pronoun]}*`), mention };
}

/** The choices are the words of the text; the task is open, as a list of words is no test. */
function example(words: readonly string[], prefix: string, target: string): Example {
  const input = `${prefix}${words.join(" ")}`.trim();
  const choices = [...new Set([...words.filter((word) => word !== ""), target])];
  return { input, target, choices, golds: [target], longField: [prefix.length, input.length] };
}

/** WSC by generation, on positive rows. */
export const wscGenerate = defineTask({
  name: "wsc_generate",
  title: "WSC (generation)",
  version: 1,
  source: "Razdaibiedina et al. 2023 (arXiv:2305.03937), official code, t5_dataset.py",
  dataset: "wsc",
  open: true,
  keeps: (row) => labelField(row, ["false", "true"]) === 1,
  formats: {
    paper(row) {
      const { words, mention } = starred(row);
      return example(words, "", words[mention] as string);
    },
    t5: (row) => example(starred(row).words, "wsc: ", textField(row, "span1_text")),
  },
  scorings: { official: ACCURACY, paper: ACCURACY_AS_PAPER },
  classOf: () => "",
});
