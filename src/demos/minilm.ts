/**
 * Residual prompts on a real BERT, for a real task.
 *
 * Question: does a prompt of ten vectors teach a frozen sentence encoder of 22 million weights
 * whether a word stands for something physical or abstract in a sentence? Chance is 50 % by
 * construction, and the words of the test are met in no other split. What the frozen encoder knows
 * by itself is measured as well: by its head alone.
 *
 * @module
 */
import { METHODS } from "../methods/mod.ts";
import type { Demo } from "./demo.ts";
import { METHODS_LEGEND, methodsTable } from "./methods_table.ts";
import { MINILM_NAMES, minilmCells } from "./minilm_cells.ts";
import { fetchMinilm, MINILM } from "./minilm_model.ts";
import type { DemoRun } from "./record.ts";
import { buildWordnetTask } from "./wordnet_rows.ts";

const INTRODUCTION = `# Residual prompts on a real model

The model is all-MiniLM-L6-v2, a BERT with 22 million parameters. The task is to decide whether a word in a sentence refers to something physical or abstract; words, sentences and senses come from WordNet 3.1. For every word, both answers are equally frequent, and no test word occurs in training. Reproduce with \`deno task demo:minilm\`.`;

const NOTE = `${METHODS_LEGEND} Every run, with its provenance, is in [minilm.json](minilm.json).`;

/** What every demonstration on this model and task shares. */
export const ON_MINILM: Pick<Demo, "size" | "names" | "weights" | "prepare"> = {
  size: { steps: 160, seeds: 4 },
  names: MINILM_NAMES,
  weights: MINILM.sha256,
  prepare: async (notice) => ({
    model: await fetchMinilm(notice),
    data: await buildWordnetTask("wordnet_physical", notice),
  }),
};

/** The demonstration. */
export const minilm: Demo = {
  ...ON_MINILM,
  name: "minilm",
  command: "deno task demo:minilm",
  cells: minilmCells,
  results: minilmTable,
  page: (runs) => [INTRODUCTION, minilmTable(runs), NOTE].join("\n\n") + "\n",
};

/** Each method against chance and the head alone. */
export function minilmTable(runs: readonly DemoRun[]): string {
  return methodsTable(runs, {
    chance: 0.5,
    baseline: METHODS.head.name,
    gains: [[METHODS.residual_prompt.name, METHODS.prompt.name]],
  });
}
