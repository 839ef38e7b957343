/**
 * What the methods cost in parameters, beside what they score.
 *
 * Expected (paper, Table 3, T5-Base with 100 tokens): 77K numbers kept at inference for both prompt
 * methods, 462K trained for the residual one; 69.0 against 57.8 on average.
 * Cost: no run of its own at the mini tier, all are shared with `superglue`.
 * Run: `deno task reproduce parameters`
 *
 * @module
 */
import { defineExperiment } from "../lab/experiment.ts";
import type { Claim, View } from "../report/view.ts";
import { GRIDS } from "./grids.ts";
import { PUBLISHED } from "./published.ts";
import { ALL_METHODS, defineCell } from "./recipe.ts";

const TABLE_3 = {
  published: PUBLISHED.table_3,
  title: "T5-Base with 100 tokens, SuperGLUE",
};
const RESIDUAL = { method: "Residual prompt tuning" };
const PLAIN = { method: "Prompt tuning" };

const CLAIMS: readonly Claim[] = [
  {
    id: "same_size_at_inference",
    text: "At inference, a residual prompt is as small as a plain one",
    kind: "equal_count",
    count: "storedParameters",
    left: RESIDUAL,
    right: PLAIN,
    beside: TABLE_3,
  },
  {
    id: "residual_beats_prompt",
    text: "Residual prompt tuning scores higher than prompt tuning on these five tasks",
    kind: "difference",
    left: RESIDUAL,
    right: PLAIN,
    beside: TABLE_3,
  },
];

/** Table 3. */
export const parameters = defineExperiment<View>({
  name: "parameters",
  title: "Parameters",
  question: "What does a method train and keep, and what does it score?",
  source: "Razdaibiedina et al. 2023, Table 3",
  notebook: "03_parameters.ipynb",
  cells: (tier) => {
    const { tasks, promptLength } = GRIDS[tier.name].parameters;
    return tasks.flatMap((task) =>
      ALL_METHODS.map((method) =>
        defineCell(tier, { task, method, ...(method === "full" ? {} : { promptLength }) })
      )
    );
  },
  view: {
    measure: "score",
    table: {
      rows: ["method"],
      column: "task",
      counts: ["trainedParameters", "storedParameters"],
      aside: { method: "Fine-tuning" },
      beside: [TABLE_3],
    },
    chart: {
      mark: "lines",
      x: "trainedParameters",
      scale: "log",
      where: { task: "Average" },
      color: "method",
      y: "Average score (%)",
      beside: [TABLE_3],
    },
    claims: CLAIMS,
    notes: [
      "The paper's table has 100 tokens, the mini tier 10.",
      "The paper's rows marked † follow Asai et al. 2022: F1 for CB and MultiRC, halves of dev.",
      "The paper counts 2dm + 2d + dN parameters of the residual network and leaves out the biases " +
      "of its two linear maps; we count all that is trained.",
      "Methods that the kit does not have (Adapter, AdapterDrop, ATTEMPT, SPoT) stand in the " +
      "paper's block only.",
    ],
  },
});
