/**
 * Which kind of prompt depends least on the learning rate, on a real BERT; nothing is tuned.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { cellParts, pointsText, rangeText } from "../report/cells.ts";
import { wordFor } from "../report/claim.ts";
import { estimateEffect, toDifferences } from "../report/contrast.ts";
import { markdownGrid } from "../core/markdown.ts";
import { type Point, scorePoints } from "../report/points.ts";
import { summarize } from "../report/summarize.ts";
import type { TableCell } from "../report/table.ts";
import type { Labels } from "../report/titles.ts";
import type { Claim } from "../report/view.ts";
import type { Demo } from "./demo.ts";
import { ON_MINILM } from "./minilm.ts";
import { minilmRateCells, SWEPT_RATES } from "./minilm_cells.ts";
import type { DemoRun } from "./record.ts";

const INTRODUCTION = `# Learning rates on a real model

Model and task are those of [Residual prompts on a real model](minilm.md): all-MiniLM-L6-v2, and whether a word refers to something physical or abstract in its sentence. Here nothing is tuned: each method is trained at each learning rate. Reproduce with \`deno task demo:minilm --rates\`.`;

const NOTE =
  "Test accuracy in percent: mean ± standard deviation (number of seeds). A constant answer gets " +
  "50.0. Effects are in percentage points and paired by seed. Supported: the whole interval is above " +
  "zero. Contradicted: the whole interval is below zero. Inconclusive: the interval includes zero. " +
  "The range of a method is its best minus its worst accuracy over the learning rates, for each seed. " +
  "Every run, with its provenance, is in [minilm_rates.json](minilm_rates.json).";

const RESIDUAL = { method: METHODS.residual_prompt.title };
const PLAIN = { method: METHODS.prompt.title };
const WITHOUT_SKIP = { method: METHODS.mlp_prompt.title };

/** The statements of the paper (Figure 4, Table 1) that the sweep can support or not. */
const CLAIMS: readonly Claim[] = [
  {
    id: "smaller_range_than_plain",
    text: "Residual prompt tuning has a smaller range over learning rates than prompt tuning",
    kind: "steadier",
    over: "learningRate",
    left: RESIDUAL,
    right: PLAIN,
  },
  {
    id: "higher_than_plain",
    text: "Averaged over learning rates, residual prompt tuning scores higher than prompt tuning",
    kind: "difference",
    left: RESIDUAL,
    right: PLAIN,
  },
  {
    id: "higher_than_without_skip",
    text: "Averaged over learning rates, removing the skip connection lowers the score",
    kind: "difference",
    left: RESIDUAL,
    right: WITHOUT_SKIP,
  },
];

/** The demonstration. */
export const minilmRates: Demo = {
  ...ON_MINILM,
  name: "minilm_rates",
  command: "deno task demo:minilm --rates",
  cells: minilmRateCells,
  results: ratesTable,
  page: (runs) => [INTRODUCTION, ratesTable(runs), NOTE].join("\n\n") + "\n",
};

/** Accuracies by method and learning rate, and below them the claims with their intervals. */
function ratesTable(runs: readonly DemoRun[]): string {
  const points = runs.flatMap((run) => scorePoints(labelsOf(run), run));
  const claims = CLAIMS.map((claim) => `- ${claim.text}: ${evidenceOf(claim, points)}`);
  return [table(points), claims.join("\n")].join("\n\n");
}

function labelsOf({ config: { method, task, training: { learningRate } } }: DemoRun): Labels {
  return { task, method: lookUp<AnyMethod>(METHODS, method, "method").title, learningRate };
}

function table(points: readonly Point[]): string {
  const rows = Map.groupBy(summarize(points), ({ labels }) => String(labels.method));
  return markdownGrid(
    ["Method, by learning rate", ...SWEPT_RATES.map(String)],
    [...rows].map(([method, own]) => {
      const cellAt = (rate: number): TableCell =>
        own.find(({ labels }) => labels.learningRate === rate) ?? { kind: "missing" };
      return [method, ...SWEPT_RATES.map((rate) => cellParts(cellAt(rate)).join(" "))];
    }),
    1,
  );
}

function evidenceOf(claim: Claim, points: readonly Point[]): string {
  const effect = estimateEffect(toDifferences(points, claim));
  if (effect === null) return "not judged";
  const { here, otherRows } = effect;
  const rows = otherRows === null ? "" : `; for other test examples too, ${rangeText(otherRows)}`;
  return `${wordFor(here)}, ${pointsText(here.mean)} (${rangeText(here)}${rows})`;
}
