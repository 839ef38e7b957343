/**
 * Whether the main effects remain on a second pretrained model.
 *
 * All runs of the mini tier share one backbone, and no number of seeds says what another would have
 * given. `mini-2` comes from the same recipe with another seed: other weights, other documents of the
 * same world. The larger tiers have other models in Table 1 anyway.
 *
 * Expected: nothing is printed. Cost: mini 96 runs of its own, three minutes on two cores.
 * Run: `deno task reproduce backbone`
 *
 * @module
 */
import { defineExperiment, type TierSettings } from "../lab/experiment.ts";
import { label } from "../report/titles.ts";
import type { Claim, View } from "../report/view.ts";
import { ALL_TASKS, defineCell } from "./recipe.ts";
import { CURVES } from "./training.ts";

const SECOND = "mini-2";

function modelsOf({ name, models }: TierSettings): readonly string[] {
  return name === "mini" ? [...models, SECOND] : models;
}

const { model } = label({ model: SECOND });
const RESIDUAL = { method: "Residual prompt tuning", model: model! };

const CLAIMS: readonly Claim[] = [
  {
    id: "residual_beats_prompt_on_both_backbones",
    text: "Averaged over two backbones, residual prompt tuning scores higher than prompt tuning",
    kind: "difference",
    left: { method: "Residual prompt tuning" },
    right: { method: "Prompt tuning" },
  },
  {
    id: "residual_beats_prompt_on_second_backbone",
    text: "On the second backbone, residual prompt tuning scores higher than prompt tuning",
    kind: "difference",
    left: RESIDUAL,
    right: { method: "Prompt tuning", model: model! },
  },
  {
    id: "skip_matters_on_second_backbone",
    text: "On the second backbone, removing the skip connection lowers the score",
    kind: "difference",
    left: RESIDUAL,
    right: { method: "Prompt tuning with MLP", model: model! },
  },
];

/** Beyond the paper. */
export const backbone = defineExperiment<View>({
  name: "backbone",
  title: "A second backbone",
  question: "Do the main effects remain on a second pretrained model?",
  source: "beyond the paper, which uses one checkpoint per size",
  notebook: "10_backbone.ipynb",
  cells: (tier) =>
    modelsOf(tier).flatMap((model) =>
      ALL_TASKS.flatMap((task) =>
        CURVES.methods.map((method) =>
          defineCell(tier, { model, task, method, labels: label({ model }) })
        )
      )
    ),
  view: {
    measure: "score",
    table: { rows: ["method"], column: "task", beside: [] },
    chart: { mark: "dots", x: "task", color: "method", y: "Score (%)", beside: [] },
    claims: ({ name }) => name === "mini" ? CLAIMS : [],
    notes: [
      "Both models were pretrained with the same recipe, with seeds 0 and 1: their initial weights and " +
      "their documents, drawn from the same synthetic corpus, differ.",
      "For claims about the first model alone, see Table 1.",
    ],
  },
});
