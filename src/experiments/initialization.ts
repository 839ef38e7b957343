/**
 * How much the initialisation of the prompt matters.
 *
 * Expected (paper, Table 4, T5-Base): plain prompts gain 1.5 points from starting at vocabulary
 * embeddings, residual prompts 0.8.
 * Cost: mini 32 runs of its own, the rest are shared with `superglue`; one minute on two
 * cores. Run: `deno task reproduce initialization`
 *
 * @module
 */
import { defineExperiment } from "../lab/experiment.ts";
import type { Claim, View } from "../report/view.ts";
import { RECIPE } from "./candidates.ts";
import { PUBLISHED } from "./published.ts";
import { defineCell, PROMPT_METHODS } from "./recipe.ts";

const TABLE_4 = {
  published: PUBLISHED.table_4,
  title: "T5-Base with 10 tokens, SuperGLUE",
};

const TASKS = ["cb", "multirc", "rte", "wic"];
const INITS = ["vocabulary", "uniform"];

const CLAIMS: readonly Claim[] = [
  {
    id: "steadier_over_init",
    text: "Residual prompt tuning is less sensitive to initialisation than prompt tuning",
    kind: "steadier",
    over: "init",
    left: { method: "Residual prompt tuning" },
    right: { method: "Prompt tuning" },
    beside: TABLE_4,
  },
  {
    id: "vocabulary_helps_prompt",
    text: "Plain prompts score higher with vocabulary than with uniform initialisation",
    kind: "difference",
    left: { method: "Prompt tuning", init: "Vocabulary" },
    right: { method: "Prompt tuning", init: "Uniform" },
    beside: TABLE_4,
  },
];

/** Table 4. */
export const initialization = defineExperiment<View>({
  name: "initialization",
  title: "Prompt initialisation",
  question: "Are residual prompts less sensitive to initialisation?",
  source: "Razdaibiedina et al. 2023, Table 4",
  notebook: "04_initialization.ipynb",
  cells: (tier) =>
    PROMPT_METHODS.flatMap((method) =>
      INITS.flatMap((init) =>
        TASKS.map((task) =>
          defineCell(tier, {
            task,
            method,
            candidates: { ...RECIPE[method]!, inits: [init] },
            labels: { init },
          })
        )
      )
    ),
  view: {
    measure: "score",
    table: { rows: ["method", "init"], column: "task", beside: [TABLE_4] },
    chart: {
      mark: "dots",
      x: "init",
      facet: "task",
      color: "method",
      y: "Score (%)",
      beside: [TABLE_4],
    },
    claims: CLAIMS,
    notes: [
      "Both initialisations use the paper's learning rate; another rate may favour one of them.",
      '"Uniform" draws from [-0.5, 0.5], a much smaller scale than the embeddings of T5 v1.0.',
    ],
  },
});
