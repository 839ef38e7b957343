/**
 * Whether the prompts of later papers score higher than residual prompts.
 *
 * Every method keeps as many numbers as ten tokens, and has three candidates for its learning rate,
 * chosen on dev for each task: its published rate, and two more in the direction in which a trial
 * with two tuning seeds improved.
 *
 * Expected: SuperPos-Prompt is said to score 6.4 (T5-Small) and 5.0 points (T5-Base) higher on
 * average; for others see `data/paper/later_board.json`. Cost: mini about 190 runs of its own, five
 * minutes on two cores. Run: `deno task reproduce later_methods`
 *
 * @module
 */
import { defineExperiment, type TierName } from "../lab/experiment.ts";
import type { Beside, Claim, View } from "../report/view.ts";
import { PUBLISHED } from "./published.ts";
import { type CellWords, defineCell } from "./recipe.ts";

const TASKS: Readonly<Record<TierName, readonly string[]>> = {
  mini: ["copa", "multirc", "wsc"], // as `tuned`, to share its runs
  small: ["cb", "copa", "rte", "wsc"],
  paper: ["cb", "copa", "rte", "wsc"],
};

/** Widths of the embeddings: with as many offsets DePT has the size of ten tokens. Inputs are shorter. */
const OFFSETS: Readonly<Record<TierName, number>> = { mini: 96, small: 512, paper: 768 };

/** A method in the size of ten tokens. */
type Contestant =
  & Pick<CellWords, "method" | "promptLength" | "config">
  & { readonly learningRates: readonly number[]; readonly inits: readonly string[] };

/** The published rates, 0.3, come first; of SuperPos-Prompt's none was found. */
function contestants(tier: TierName): readonly Contestant[] {
  const [inits, none] = [["vocabulary"], []];
  return [
    { method: "prompt", learningRates: [0.3, 1, 3], inits },
    { method: "residual_prompt", learningRates: [0.3, 1, 3], inits },
    { method: "low_rank_prompt", learningRates: [0.3, 0.1, 1], inits: none },
    { method: "superpos_prompt", learningRates: [0.03, 0.01, 0.1], inits: none },
    {
      method: "dept",
      promptLength: 6,
      config: { rank: 2, maxLength: OFFSETS[tier] },
      learningRates: [0.3, 1, 3],
      inits,
    },
    {
      method: "adept",
      promptLength: 7,
      config: { rank: 1 },
      learningRates: [0.3, 1, 3],
      inits,
    },
  ];
}

const BOARD: Beside = { published: PUBLISHED.later_board, title: "T5-Base, SuperGLUE, two papers" };

function scoresHigher(id: string, method: string, beside?: Beside): Claim {
  return {
    id: `${id}_beats_residual`,
    text: `${method} scores higher than residual prompt tuning`,
    kind: "difference",
    left: { method },
    right: { method: "Residual prompt tuning" },
    ...(beside && { beside }),
  };
}

/** Beyond the paper. */
export const laterMethods = defineExperiment<View>({
  name: "later_methods",
  title: "Later prompt methods",
  question: "Do later prompt methods score higher than residual prompts?",
  source: "beyond the paper: methods of 2023 to 2025",
  notebook: "11_later_methods.ipynb",
  cells: (tier) =>
    contestants(tier.name).flatMap(({ learningRates, inits, ...words }) =>
      TASKS[tier.name].map((task) =>
        defineCell(tier, { ...words, task, candidates: { learningRates, inits } })
      )
    ),
  view: {
    measure: "score",
    table: {
      rows: ["method"],
      column: "task",
      counts: ["trainedParameters", "storedParameters"],
      beside: [BOARD],
    },
    chart: { mark: "dots", x: "task", color: "method", y: "Score (%)", beside: [] },
    claims: [
      scoresHigher("superpos", "SuperPos-Prompt"),
      scoresHigher("low_rank", "Low-rank prompt (DPT)", BOARD),
      scoresHigher("dept", "DePT", BOARD),
      scoresHigher("adept", "ADePT"),
    ],
    notes: [
      "The tasks are those of Table 1 with the most room for improvement at the mini tier.",
      "Every method has three candidate learning rates. Where a method has a second rate, of the offsets " +
      "of DePT (1/60 of the prompt's) or the network of ADePT (1/3000), the two move together.",
      "All methods keep as many numbers as ten tokens (ADePT one more): DePT has 6 tokens and offsets of " +
      "rank 2, ADePT 7 tokens and a network of width 1. The low-rank prompt has ten tokens and rank 5.",
      "SuperPos-Prompt's paper (Ali Sadraei Javaheri et al. 2024, arXiv:2406.05279) reports averages 6.4 " +
      "(T5-Small) and 5.0 points (T5-Base) above residual prompt tuning, over GLUE and SuperGLUE tasks. " +
      "Its scores by task were not found.",
      "The synthetic tasks have few sentence patterns (all inputs of COPA have 25 tokens), so a position " +
      "often has the same role. This suits DePT, whose offsets depend on the position alone; natural text " +
      "is less regular.",
      "The printed rows are from two papers, with halves of dev as test sets: 67.3 on WSC is what " +
      "predicting one class gives. See data/paper/later_board.json.",
      "The interval accounts for variation over seeds with the chosen settings, but not for the choice " +
      "itself: other tuning seeds might have led to other settings.",
    ],
  },
});
