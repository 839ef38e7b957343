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
import { TUNING_SEED } from "./cell.ts";
import type { Demo } from "./demo.ts";
import { methodsTable } from "./methods_table.ts";
import { MINILM_NAMES, minilmCells } from "./minilm_cells.ts";
import { fetchMinilm, MINILM } from "./minilm_model.ts";
import type { DemoRun } from "./record.ts";
import { buildWordnetTask } from "./wordnet_rows.ts";

const INTRODUCTION = `# Residual prompts on a real model

The model is all-MiniLM-L6-v2, a BERT with 22 million parameters. The task is to decide whether a word in a sentence refers to something physical or abstract; words, sentences and senses come from WordNet 3.1. For every word, both answers are equally frequent, and no test word occurs in training. Reproduce with \`deno task demo:minilm\`.`;

const NOTE =
  `Differences are in percentage points with 95 % intervals, paired by seed where two methods are compared. Supported: the whole interval is above zero. Contradicted: the whole interval is below zero. Inconclusive: the interval includes zero. The intervals account for variation over seeds, not over words. Each learning rate is the best of three on dev, chosen with a seed that is not reported (${TUNING_SEED}). Every run, with its provenance, is in [minilm.json](minilm.json).`;

/** What every demonstration on this model and task shares. */
export const ON_MINILM: Pick<Demo, "names" | "weights" | "prepare"> = {
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
  size: { steps: 160, seeds: 4 },
  cells: minilmCells,
  results: minilmTable,
  page: (runs) => [INTRODUCTION, minilmTable(runs), NOTE].join("\n\n") + "\n",
};

/** Each method against chance and the head alone; runs that chose a learning rate are left out. */
function minilmTable(runs: readonly DemoRun[]): string {
  return methodsTable(runs.filter(({ config }) => config.seed !== TUNING_SEED), {
    chance: 0.5,
    baseline: METHODS.head.name,
    gains: [[METHODS.residual_prompt.name, METHODS.prompt.name]],
  });
}
