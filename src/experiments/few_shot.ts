/**
 * Few training examples: 5, 20 and 100 for each class.
 *
 * Expected (paper, Figure 5, T5-Large with 100 tokens): residual prompts gain 7 points on average
 * with 5 examples per class, 2 with 20 and less with 100.
 * Cost: mini 48 runs of its own, a minute and a half on two cores. Run: `deno task reproduce few_shot`
 *
 * @module
 */
import { defineExperiment, type TierName } from "../lab/experiment.ts";
import type { Claim, View } from "../report/view.ts";
import { largeModel } from "./models.ts";
import { PUBLISHED } from "./published.ts";
import { defineCell, LONG_PROMPT, PROMPT_METHODS } from "./recipe.ts";

const FIGURE_5 = {
  published: PUBLISHED.figure_5,
  title: "T5-Large with 100 tokens, SuperGLUE",
};

/** Examples of each class. */
const SHOTS = [5, 20, 100];

/** Tasks of the figure. */
const TASKS: Readonly<Record<TierName, readonly string[]>> = {
  mini: ["rte", "wic"],
  small: ["boolq", "rte", "wic", "wsc"],
  paper: ["boolq", "rte", "wic", "wsc"],
};

const CLAIMS: readonly Claim[] = SHOTS.map((shots) => ({
  id: `gain_with_${shots}_examples`,
  text: `With ${shots} examples per class, residual prompt tuning scores higher than prompt tuning`,
  kind: "difference",
  left: { method: "Residual prompt tuning", shots },
  right: { method: "Prompt tuning", shots },
  beside: FIGURE_5,
}));

/** Figure 5. */
export const fewShot = defineExperiment<View>({
  name: "few_shot",
  title: "Few-shot training",
  question: "Does the residual network help most with few training examples?",
  source: "Razdaibiedina et al. 2023, Figure 5",
  notebook: "06_few_shot.ipynb",
  cells: (tier) =>
    PROMPT_METHODS.flatMap((method) =>
      TASKS[tier.name].flatMap((task) =>
        SHOTS.map((shots) =>
          defineCell(tier, {
            model: largeModel(tier),
            task,
            method,
            promptLength: LONG_PROMPT[tier.name],
            shots,
            labels: { shots },
          })
        )
      )
    ),
  view: {
    measure: "score",
    table: { rows: ["task", "method"], column: "shots", beside: [FIGURE_5] },
    chart: {
      mark: "lines",
      x: "shots",
      scale: "log",
      facet: "task",
      color: "method",
      y: "Score (%)",
      beside: [FIGURE_5],
    },
    claims: CLAIMS,
    notes: [
      "The paper's figure uses 100 tokens, the mini tier 10.",
      "The paper averages over more tasks than its figure shows, we over the tasks shown.",
      "Each seed draws its own training examples, the same for both methods. The paper uses one draw " +
      "for all runs, so its numbers do not reflect variation between draws.",
      "Both methods use the paper's learning rate: few-shot training leaves no dev split to tune it on.",
      "The number of steps is the same as with all examples; the paper's number is not known to us.",
    ],
  },
});
