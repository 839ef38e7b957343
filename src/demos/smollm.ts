/**
 * Residual prompts on a real language model, for a real task.
 *
 * Question: do ten vectors teach a frozen Llama of 135 million weights to say of which kind a word
 * is, such as person, location or substance? Chance is 1 of 8 by construction, and the words of the
 * test are met in no other split.
 *
 * @module
 */
import { METHODS } from "../methods/mod.ts";
import { KIND_NAMES } from "../tasks/wordnet_kinds.ts";
import { type Contenders, tunedCells } from "./cell.ts";
import type { Demo, DemoSize } from "./demo.ts";
import { METHODS_LEGEND, methodsTable, SCALED } from "./methods_table.ts";
import type { DemoRun } from "./record.ts";
import { smollmSetting, smollmWith } from "./smollm_model.ts";
import { buildWordnetTask, WORDNET_NAME } from "./wordnet_rows.ts";

const SIZE: DemoSize = { steps: 80, seeds: 5 };

const INTRODUCTION = `# Residual prompts on a real language model

The model is SmolLM2-135M-Instruct, a Llama with 135 million parameters, from weights of four bits that are held in bf16 here. The task is to say which of eight kinds a noun is of (${
  KIND_NAMES.join(", ")
}); words and kinds come from WordNet 3.1. All kinds are equally frequent, and no test word occurs in training. The model ranks the eight answers by their likelihood. Reproduce with \`deno task demo:smollm\`.`;

const NOTE =
  `Training is short: ${SIZE.steps} steps with batches of eight. The network of residual prompts adds vectors of unit variance, as in the paper; the token embeddings of this model have a standard deviation of 0.14. ${SCALED} ${METHODS_LEGEND} Every run, with its provenance, is in [smollm.json](smollm.json).`;

/** What is compared, each with its candidates: they stand around what was best in trials on dev. */
const CONTENDERS: Contenders = [
  ["prompt", [0.03, 0.1, 0.3]],
  ["mlp_prompt", [0.01, 0.03, 0.1]],
  ["residual_prompt", [0.01, 0.03, 0.1]],
  ["scaled_residual_prompt", [0.3, 1, 3]],
  ["lora", [0.001, 0.003, 0.01]],
];

/** The demonstration. */
export const smollm: Demo = {
  ...smollmWith(WORDNET_NAME, (notice) => buildWordnetTask("wordnet_kinds", notice)),
  name: "smollm",
  command: "deno task demo:smollm",
  size: SIZE,
  cells: (place, size) => tunedCells(place, size, smollmSetting("wordnet_kinds"), CONTENDERS),
  results: smollmTable,
  page: (runs) => [INTRODUCTION, smollmTable(runs), NOTE].join("\n\n") + "\n",
};

function smollmTable(runs: readonly DemoRun[]): string {
  return methodsTable(runs, {
    chance: 1 / KIND_NAMES.length,
    gains: [
      [METHODS.residual_prompt.name, METHODS.prompt.name],
      [METHODS.residual_prompt.name, METHODS.mlp_prompt.name],
      [METHODS.scaled_residual_prompt.name, METHODS.prompt.name],
      [METHODS.scaled_residual_prompt.name, METHODS.residual_prompt.name],
    ],
  });
}
