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
    text: "Residual prompt tuning is less sensitive to the learning rate than prompt tuning",
    kind: "steadier",
    over: "learningRate",
    left: { method: "Residual prompt tuning" },
    right: { method: "Prompt tuning" },
    beside: FIGURE_4,
  },
  {
    id: "steadier_from_a_hundredth",
    text:
      "At learning rates of 0.01 and above, residual prompt tuning is less sensitive to the rate",
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
  question: "Are residual prompts less sensitive to the learning rate?",
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
      "The paper's figure uses 100 tokens, the mini tier 10. Both use vocabulary initialisation.",
      "A low learning rate costs more in short training, because the prompt hardly moves: the mini tier " +
      "trains for 200 steps, the paper for thousands.",
      "The paper averages over all eight tasks, we over the tasks shown.",
      "With AdamW, each parameter moves by about the learning rate per step, whatever its gradient. " +
      "Other optimizers may behave differently.",
    ],
  },
});
