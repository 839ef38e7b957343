/**
 * Whether the gain remains when each method has its own learning rate and initialisation.
 *
 * The paper uses one recipe for all methods, which favours a method that is less sensitive to it. Here
 * learning rate and initialisation are chosen on dev for each method and task, with seeds that are not
 * reported.
 *
 * Expected: nothing is printed. Cost: mini about 215 runs of its own, five minutes on two cores.
 * Run: `deno task reproduce tuned`
 *
 * @module
 */
import { defineExperiment } from "../lab/experiment.ts";
import type { Claim, View } from "../report/view.ts";
import { GRIDS } from "./grids.ts";
import { defineCell, PROMPT_METHODS } from "./recipe.ts";

const CLAIMS: readonly Claim[] = [
  {
    id: "gain_where_both_are_tuned",
    text:
      "With hyperparameters tuned per method, residual prompt tuning scores higher than prompt tuning",
    kind: "difference",
    left: { method: "Residual prompt tuning" },
    right: { method: "Prompt tuning" },
  },
];

/** Beyond the paper. */
export const tuned = defineExperiment<View>({
  name: "tuned",
  title: "Hyperparameters tuned per method",
  question: "Does the gain remain when each method has its own learning rate and initialisation?",
  source: "beyond the paper, which uses one recipe for all methods",
  notebook: "09_tuned.ipynb",
  cells: (tier) => {
    const { tasks, candidates } = GRIDS[tier.name].tuned;
    return PROMPT_METHODS.flatMap((method) =>
      tasks.map((task) => defineCell(tier, { task, method, candidates }))
    );
  },
  view: {
    measure: "score",
    table: { rows: ["method"], column: "task", beside: [] },
    chart: { mark: "dots", x: "task", color: "method", y: "Score (%)", beside: [] },
    claims: CLAIMS,
    notes: [
      "The tasks are those of Table 1 with the most room for improvement at the mini tier.",
      "The interval accounts for variation over seeds with the chosen settings, but not for the choice " +
      "itself: other tuning seeds might have led to other settings.",
    ],
  },
});
