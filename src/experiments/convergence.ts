/**
 * How fast the methods learn.
 *
 * Expected (paper, Figure 3, RTE, T5-Base with 10 tokens): after 20 epochs 74.5 on dev with the
 * residual network, 68.5 without any, 61.5 with an MLP but no skip connection, which learns slowest.
 * Cost: no run of its own at the mini tier, all are shared with `superglue`.
 * Run: `deno task reproduce convergence`
 *
 * @module
 */
import { defineExperiment } from "../lab/experiment.ts";
import type { Published } from "../report/published.ts";
import { label } from "../report/titles.ts";
import type { Claim, View } from "../report/view.ts";
import { PUBLISHED } from "./published.ts";
import { defineCell } from "./recipe.ts";
import { CURVES } from "./training.ts";

/** Epochs of the paper's curves. */
const EPOCHS = 20;

/** Puts the paper's epochs on our axis: the share of training done. */
function byProgress(published: Published): Published {
  const rows = published.rows.map(({ labels: { epoch, ...labels }, ...row }) => ({
    ...row,
    labels: {
      ...labels,
      ...label({ quantity: row.quantity, progress: Math.round(100 * Number(epoch) / EPOCHS) }),
    },
  }));
  return { ...published, rows };
}

const FIGURE_3 = {
  published: byProgress(PUBLISHED.figure_3),
  title: "T5-Base with 10 tokens, RTE (Figure 3, read by eye)",
};
const FIGURE_1A = {
  published: byProgress(PUBLISHED.figure_1a),
  title: "T5-Large with 10 tokens, WSC (Figure 1a, read by eye)",
};

const RESIDUAL = { method: "Residual prompt tuning" };
const PLAIN = { method: "Prompt tuning" };
const MLP = { method: "Prompt tuning with MLP" };

const CLAIMS: readonly Claim[] = [
  {
    id: "residual_learns_faster",
    text:
      "Averaged over training, residual prompt tuning has a higher dev score than prompt tuning",
    kind: "difference",
    left: { ...RESIDUAL, quantity: "Dev score (%)" },
    right: { ...PLAIN, quantity: "Dev score (%)" },
  },
  {
    id: "residual_ends_higher",
    text:
      "At the end of training, residual prompt tuning has a higher dev score than prompt tuning",
    kind: "difference",
    left: { ...RESIDUAL, quantity: "Dev score (%)", progress: 100 },
    right: { ...PLAIN, quantity: "Dev score (%)", progress: 100 },
    beside: FIGURE_3,
  },
  {
    id: "mlp_learns_slowest",
    text:
      "Averaged over training, prompt tuning has a higher dev score than the MLP without a skip " +
      "connection",
    kind: "difference",
    left: { ...PLAIN, quantity: "Dev score (%)" },
    right: { ...MLP, quantity: "Dev score (%)" },
  },
];

/** Figure 3. */
export const convergence = defineExperiment<View>({
  name: "convergence",
  title: "Convergence",
  question: "Does the residual network speed up training?",
  source: "Razdaibiedina et al. 2023, Figure 3",
  notebook: "08_convergence.ipynb",
  cells: (tier) =>
    CURVES.tasks[tier.name].flatMap((task) =>
      CURVES.methods.map((method) => defineCell(tier, { task, method }))
    ),
  view: {
    measure: "curve",
    table: {
      rows: ["task", "method"],
      column: "progress",
      where: { quantity: "Dev score (%)" },
      beside: [FIGURE_3],
    },
    chart: {
      mark: "lines",
      x: "progress",
      where: { quantity: "Dev score (%)" },
      facet: "task",
      color: "method",
      y: "Dev score (%)",
      beside: [FIGURE_1A],
    },
    claims: CLAIMS,
    notes: [
      "All methods use the paper's learning rate of 0.3 and vocabulary initialisation; at another rate, " +
      "another method may be the fastest.",
    ],
  },
});
