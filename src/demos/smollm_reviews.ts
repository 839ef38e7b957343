/**
 * Residual prompts on a real language model, for a benchmark that people use: is the sentence of a
 * film review positive?
 *
 * Question: what do prompts add to what the model knows without training, and does the network of
 * residual prompts need the scale of the model that it works on? The paper's adds vectors of unit
 * variance, which suits T5; the scaled one adds what is as large beside the embeddings of this model.
 *
 * @module
 */
import type { Cell } from "../lab/experiment.ts";
import { METHODS } from "../methods/mod.ts";
import { MOST_WORDS, SENTIMENTS } from "../tasks/movie_reviews.ts";
import { type Contenders, demoCell, tunedCells } from "./cell.ts";
import type { Demo, DemoSize, Place } from "./demo.ts";
import { METHODS_LEGEND, methodsTable, SCALED } from "./methods_table.ts";
import type { DemoRun } from "./record.ts";
import { buildReviewTask, REVIEWS_NAME } from "./review_rows.ts";
import { smollmSetting, smollmWith } from "./smollm_model.ts";

const SIZE: DemoSize = { steps: 60, seeds: 5 };

const INTRODUCTION = `# Film reviews with a real language model

The model is SmolLM2-135M-Instruct, as in [Residual prompts on a real language model](smollm.md). The task is to say whether a sentence of a film review is positive or negative: the benchmark of Pang and Lee (2005), known as MR or Rotten Tomatoes. The sentences are drawn from its training split and have at most ${MOST_WORDS} words, so the numbers cannot be compared with published ones. Both answers are equally frequent, and the model ranks them by their likelihood. Reproduce with \`deno task demo:smollm --reviews\`.`;

const NOTE =
  `Training is short: ${SIZE.steps} steps with batches of eight. The frozen model answers without training. ${SCALED} ${METHODS_LEGEND} Every run, with its provenance, is in [smollm_reviews.json](smollm_reviews.json).`;

const SETTING = smollmSetting("movie_reviews");

/** What is trained, each with its candidates: they stand around what was best in trials on dev. */
const CONTENDERS: Contenders = [
  ["prompt", [0.01, 0.03, 0.1]],
  ["residual_prompt", [0.001, 0.003, 0.01]],
  ["scaled_residual_prompt", [0.1, 0.3, 1]],
  ["lora", [0.0003, 0.001, 0.003]],
];

/** The demonstration. */
export const smollmReviews: Demo = {
  ...smollmWith(REVIEWS_NAME, buildReviewTask),
  name: "smollm_reviews",
  command: "deno task demo:smollm --reviews",
  size: SIZE,
  cells: reviewCells,
  results: reviewTable,
  page: (runs) => [INTRODUCTION, reviewTable(runs), NOTE].join("\n\n") + "\n",
};

/** The frozen model, and each method with what dev chooses for it. */
function reviewCells(place: Place, size: DemoSize): Cell[] {
  const frozen = demoCell(place, size, SETTING, "frozen", METHODS.frozen.learningRate!);
  return [frozen, ...tunedCells(place, size, SETTING, CONTENDERS)];
}

function reviewTable(runs: readonly DemoRun[]): string {
  return methodsTable(runs, {
    chance: 1 / SENTIMENTS.length,
    baseline: METHODS.frozen.name,
    gains: [
      [METHODS.residual_prompt.name, METHODS.prompt.name],
      [METHODS.scaled_residual_prompt.name, METHODS.prompt.name],
      [METHODS.scaled_residual_prompt.name, METHODS.residual_prompt.name],
    ],
  });
}
