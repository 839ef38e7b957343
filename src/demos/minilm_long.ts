/**
 * The demonstration on a real BERT with ten passes over the training data, as a paper trains.
 *
 * Question: are residual prompts no better there because the training of the short one ends too soon?
 *
 * @module
 */
import type { Demo } from "./demo.ts";
import { METHODS_LEGEND } from "./methods_table.ts";
import { minilm, minilmTable, ON_MINILM } from "./minilm.ts";

/** Ten times the 1,368 training examples, in batches of 16. */
const TEN_PASSES = 855;

const INTRODUCTION = `# Residual prompts on a real model, trained longer

Model, task and methods are those of [Residual prompts on a real model](minilm.md), where training passes over the data not quite twice. Here it passes ten times (${TEN_PASSES} steps), and learning rates are chosen anew. Reproduce with \`deno task demo:minilm --long\`.`;

const NOTE =
  `${METHODS_LEGEND} Every run, with its provenance, is in [minilm_long.json](minilm_long.json).`;

/** The demonstration. */
export const minilmLong: Demo = {
  ...ON_MINILM,
  size: { ...ON_MINILM.size, steps: TEN_PASSES },
  name: "minilm_long",
  command: "deno task demo:minilm --long",
  cells: minilm.cells,
  results: minilmTable,
  page: (runs) => [INTRODUCTION, minilmTable(runs), NOTE].join("\n\n") + "\n",
};
