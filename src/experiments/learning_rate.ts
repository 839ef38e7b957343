/**
 * How much the learning rate matters.
 *
 * Expected (paper, Figure 4, T5-Large with 100 tokens): residual prompts vary by less than 2 points
 * on average over rates 0.01 to 10; plain prompts lose 5 to 27 points away from their best rate.
 * Cost: mini 96 runs of its own, three minutes on two cores.
 * Run: `deno task reproduce learning_rate`
 *
 * @module
 */
import { defineExperiment } from "../lab/experiment.ts";
import type { Claim, View } from "../report/view.ts";
import { largeModel } from "./models.ts";
import { PUBLISHED } from "./published.ts";
import { defineCell, LONG_PROMPT, PROMPT_METHODS } from "./recipe.ts";

const FIGURE_4 = {
  published: PUBLISHED.figure_4,
  title: "T5-Large with 100 tokens, SuperGLUE",
};

const TASKS = ["cb", "multirc", "wic"];
const RATES = [0.001, 0.01, 0.03, 0.3, 10];

const CLAIMS: readonly Claim[] = [
  {
    id: "steadier_over_learning_rate",
    text: "The score of residual prompt tuning depends less on the learning rate",
    kind: "steadier",
    over: "learningRate",
    left: { method: "Residual prompt tuning" },
    right: { method: "Prompt tuning" },
    beside: FIGURE_4,
  },
  {
    id: "steadier_from_a_hundredth",
    text: "From a learning rate of 0.01 on, the score of residual prompt tuning depends less on it",
    kind: "steadier",
    over: "learningRate",
    from: 0.01,
    left: { method: "Residual prompt tuning" },
    right: { method: "Prompt tuning" },
    beside: FIGURE_4,
  },
  {
    id: "low_rates_suffice",
    text: "At a learning rate of 0.001, residual prompt tuning scores higher than prompt tuning",
    kind: "difference",
    left: { method: "Residual prompt tuning", learningRate: 0.001 },
    right: { method: "Prompt tuning", learningRate: 0.001 },
    beside: FIGURE_4,
  },
];

/** Figure 4. */
export const learningRate = defineExperiment<View>({
  name: "learning_rate",
  title: "Learning rate",
  question: "Does a residual prompt depend less on the learning rate?",
  source: "Razdaibiedina et al. 2023, Figure 4",
  notebook: "05_learning_rate.ipynb",
  cells: (tier) =>
    PROMPT_METHODS.flatMap((method) =>
      TASKS.flatMap((task) =>
        RATES.map((learningRate) =>
          defineCell(tier, {
            model: largeModel(tier),
            task,
            method,
            promptLength: LONG_PROMPT[tier.name],
            candidates: { learningRates: [learningRate], inits: ["vocabulary"] },
            labels: { learningRate },
          })
        )
      )
    ),
  view: {
    measure: "score",
    table: { rows: ["task", "method"], column: "learningRate", beside: [FIGURE_4] },
    chart: {
      mark: "lines",
      x: "learningRate",
      scale: "log",
      facet: "task",
      color: "method",
      y: "Score (%)",
      beside: [FIGURE_4],
    },
    claims: CLAIMS,
    notes: [
      "The paper's figure has 100 tokens, the mini tier 10. Both start from vocabulary embeddings.",
      "The fewer the steps, the more a low rate costs, as the prompt hardly moves: the mini tier makes " +
      "200 steps, the paper thousands.",
      "The paper's average is over all eight tasks, ours over those shown.",
      "With AdamW the step of each number is about the learning rate itself, whatever the gradient; " +
      "another optimizer may give another picture.",
    ],
  },
});
