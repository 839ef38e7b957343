/**
 * Prompts of 2, 10 and 100 tokens: how short can a prompt be?
 *
 * Expected (paper, Table 5, T5-Large): a gain of 2.6 points with 2 tokens, 1.1 with 10 and 0.8 with
 * 100; Table 2, averages over eight tasks: from 100 to 10 tokens residual prompts lose 3.1 points
 * (T5-Large) and 5.3 (T5-Base).
 * Cost: mini 32 runs of its own, of which those with 100 tokens take four times as long; two
 * minutes on two cores. Run: `deno task reproduce prompt_length`
 *
 * @module
 */
import { defineExperiment, type TierName } from "../lab/experiment.ts";
import type { Claim, View } from "../report/view.ts";
import { MARGIN } from "./margin.ts";
import { largeModel } from "./models.ts";
import { PUBLISHED } from "./published.ts";
import { ALL_TASKS, defineCell, PROMPT_METHODS } from "./recipe.ts";

const TABLE_5 = {
  published: PUBLISHED.table_5,
  title: "T5-Large, Table 5, four tasks",
};
const TABLE_2_BASE = {
  published: PUBLISHED.table_2,
  where: { model: "T5-Base" },
  title: "T5-Base, Table 2, eight tasks",
};
const TABLE_2_LARGE = {
  published: PUBLISHED.table_2,
  where: { model: "T5-Large" },
  title: "T5-Large, Table 2, eight tasks",
};

/**
 * Table 2 has averages only, of 10 and 100 tokens, and for two models; it does not say what Table 5
 * says.
 */
const ALL_TABLES = [TABLE_5, TABLE_2_LARGE, TABLE_2_BASE];

const LENGTHS = [2, 10, 100];

/** 100 tokens are costly at the mini tier. */
const TASKS: Readonly<Record<TierName, readonly string[]>> = {
  mini: ["rte", "wic"],
  small: ALL_TASKS,
  paper: ALL_TASKS,
};

const residual = (promptLength: number) => ({ method: "Residual prompt tuning", promptLength });
const plain = (promptLength: number) => ({ method: "Prompt tuning", promptLength });

const CLAIMS: readonly Claim[] = [
  {
    id: "ten_times_shorter",
    text:
      `Residual prompts with 10 tokens score no more than ${MARGIN} points below plain prompts ` +
      "with 100",
    kind: "no_worse",
    margin: MARGIN,
    left: residual(10),
    right: plain(100),
    beside: ALL_TABLES,
  },
  ...LENGTHS.map((length): Claim => ({
    id: `gain_with_${length}_tokens`,
    text: `With ${length} tokens, residual prompt tuning scores higher than prompt tuning`,
    kind: "difference",
    left: residual(length),
    right: plain(length),
    beside: ALL_TABLES,
  })),
  {
    id: "residual_keeps_when_shorter",
    text:
      `Residual prompts with 10 tokens score no more than ${MARGIN} points below residual prompts ` +
      "with 100",
    kind: "no_worse",
    margin: MARGIN,
    left: residual(10),
    right: residual(100),
    beside: ALL_TABLES,
  },
  {
    id: "steadier_over_length",
    text: "Residual prompt tuning is less sensitive to prompt length than prompt tuning",
    kind: "steadier",
    over: "promptLength",
    left: { method: "Residual prompt tuning" },
    right: { method: "Prompt tuning" },
    beside: TABLE_5, // Table 2 lacks 2 tokens, and its plain prompts of 100 are other authors'
  },
];

/** Tables 2 and 5. */
export const promptLength = defineExperiment<View>({
  name: "prompt_length",
  title: "Prompt length",
  question: "Can a residual prompt be ten times shorter without scoring lower?",
  source: "Razdaibiedina et al. 2023, Tables 2 and 5",
  notebook: "02_prompt_length.ipynb",
  cells: (tier) =>
    [...new Set([tier.models[0]!, largeModel(tier)])].flatMap((model) =>
      LENGTHS.flatMap((promptLength) =>
        PROMPT_METHODS.flatMap((method) =>
          TASKS[tier.name].map((task) =>
            defineCell(tier, { model, task, method, promptLength, labels: { promptLength } })
          )
        )
      )
    ),
  view: {
    measure: "score",
    table: {
      rows: ["promptLength", "method"],
      column: "task",
      beside: [TABLE_5, TABLE_2_BASE, TABLE_2_LARGE],
    },
    chart: {
      mark: "lines",
      x: "promptLength",
      scale: "log",
      facet: "task",
      color: "method",
      y: "Score (%)",
      beside: [TABLE_5],
    },
    claims: CLAIMS,
    notes: [
      `The margin is ${MARGIN} points because the paper's own values for the same setting differ by ` +
      "2 to 4 points between tables.",
      "Table 5 reports accuracy for CB, and a different MultiRC metric than Table 1; see " +
      "data/paper/table_5.json.",
      "Tables 2 and 5 disagree: going from 100 to 10 tokens, residual prompts lose 3.1 points " +
      "(T5-Large) and 5.3 points (T5-Base) in Table 2, but 0.3 in Table 5.",
      "Table 2's averages for prompt tuning with 100 tokens (†) come from other authors' runs.",
    ],
  },
});
