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
import { PUBLISHED } from "./published.ts";
import { ALL_METHODS, defineCell, LONG_PROMPT } from "./recipe.ts";

const TABLE_3 = {
  published: PUBLISHED.table_3,
  title: "T5-Base with 100 tokens, SuperGLUE",
};
const TASKS = ["boolq", "cb", "multirc", "wic", "wsc"];

const RESIDUAL = { method: "Residual prompt tuning" };
const PLAIN = { method: "Prompt tuning" };

const CLAIMS: readonly Claim[] = [
  {
    id: "same_size_at_inference",
    text: "At inference, residual and plain prompts have the same number of parameters",
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
  question: "How many parameters does each method train and store, and how well does it score?",
  source: "Razdaibiedina et al. 2023, Table 3",
  notebook: "03_parameters.ipynb",
  cells: (tier) => {
    const promptLength = LONG_PROMPT[tier.name];
    return TASKS.flatMap((task) =>
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
      "The paper's table uses 100 tokens, the mini tier 10.",
      "The paper's rows marked † are from Asai et al. 2022, who report F1 for CB and MultiRC and use " +
      "one half of dev for selection and the other for testing.",
      "The paper counts 2dm + 2d + dN parameters for prompt and residual network, without the biases of " +
      "its two linear layers. We count every trained parameter.",
      "Adapter, AdapterDrop, ATTEMPT and SPoT are not implemented here and appear only in the paper's " +
      "rows.",
    ],
  },
});
