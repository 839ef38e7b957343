/**
 * The page of the demonstration on MiniLM: each method against chance and against the head alone.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import { mean } from "../core/statistics.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { pointsText, rangeText } from "../report/cells.ts";
import { wordFor } from "../report/claim.ts";
import { standardDeviation, tInterval } from "../report/statistics.ts";
import type { DemoRun } from "./_demo_record.ts";
import { TUNING_SEED } from "./_minilm_cells.ts";

const INTRODUCTION = `# Residual prompts on a real model

The model is all-MiniLM-L6-v2, a BERT with 22 million parameters. The task is to decide whether a word in a sentence refers to something physical or abstract; words, sentences and senses come from WordNet 3.1. For every word, both answers are equally frequent, and no test word occurs in training. Reproduce with \`deno task demo:minilm\`.`;

const NOTE =
  `Differences are in percentage points with 95 % intervals, paired by seed where two methods are compared. Supported: the whole interval is above zero. Contradicted: the whole interval is below zero. Inconclusive: the interval includes zero. The intervals account for variation over seeds, not over words. Each learning rate is the best of three on dev, chosen with a seed that is not reported (${TUNING_SEED}). Every run, with its provenance, is in [minilm.json](minilm.json).`;

/** The page of these runs in Markdown. */
export function minilmPage(runs: readonly DemoRun[]): string {
  return [INTRODUCTION, minilmResults(runs), NOTE].join("\n\n") + "\n";
}

/** Accuracy of an answer that is always the same: both classes are equally frequent. */
const CHANCE = 0.5;

/** The method that adapts nothing. */
const BASELINE = METHODS.head.name;

/** One method of the table. */
interface Row {
  readonly method: string;
  readonly learningRate: number;
  readonly trainedParameters: number;
  /** Test accuracy by seed. */
  readonly accuracies: ReadonlyMap<number, number>;
}

/**
 * The table in Markdown and, below it, how the two kinds of prompts compare; runs that chose a
 * learning rate are left out.
 *
 * Differences are in points (percent), with the 95 % interval of Student's t over seeds.
 */
export function minilmResults(runs: readonly DemoRun[]): string {
  const reported = runs.filter(({ config }) => config.seed !== TUNING_SEED);
  const rows = [...Map.groupBy(reported, ({ config }) => config.method)].map(toRow);
  const find = (name: string) => rows.find(({ method }) => method === name);
  const gain = renderGain(gainsOf(find(METHODS.residual_prompt.name), find(METHODS.prompt.name)));
  return [
    "| Method | Trained parameters | Learning rate | Test accuracy (%) | Gain over chance | Gain over head alone |",
    "| --- | ---: | ---: | ---: | --- | --- |",
    `| Chance (constant answer) | 0 | | ${percent(CHANCE)} | | |`,
    ...rows.map((row) => renderRow(row, find(BASELINE))),
    ...(gain === "" ? [] : ["", `Gain of residual prompt tuning over prompt tuning: ${gain}.`]),
  ].join("\n");
}

function toRow([method, runs]: [string, DemoRun[]]): Row {
  const { config, outcome } = runs[0]!;
  return {
    method,
    learningRate: config.training.learningRate,
    trainedParameters: outcome.trainedParameters,
    accuracies: new Map(runs.map(({ config, outcome }) => [config.seed, outcome.test.accuracy!])),
  };
}

function renderRow(row: Row, baseline: Row | undefined): string {
  const { method, learningRate, trainedParameters, accuracies } = row;
  const values = [...accuracies.values()];
  const deviation = standardDeviation(values);
  const spread = deviation === null ? "" : ` ± ${percent(deviation)}`;
  const cells = [
    lookUp<AnyMethod>(METHODS, method, "method").title,
    trainedParameters.toLocaleString("en-US"),
    String(learningRate),
    `${percent(mean(values))}${spread} (n = ${values.length})`,
    renderGain(values.map((accuracy) => accuracy - CHANCE)),
    row === baseline ? "" : renderGain(gainsOf(row, baseline)),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** By how much one method is above another, for each seed that both have. */
function gainsOf(ours: Row | undefined, theirs: Row | undefined): number[] {
  return [...ours?.accuracies ?? []].flatMap(([seed, accuracy]) => {
    const other = theirs?.accuracies.get(seed);
    return other === undefined ? [] : [accuracy - other];
  });
}

/** A mean difference with its interval, and whether the interval leaves out zero. */
function renderGain(differences: readonly number[]): string {
  if (differences.length === 0) return "";
  const average = mean(differences);
  const deviation = standardDeviation(differences);
  if (deviation === null) return `${pointsText(100 * average)}, one seed: no interval`;
  const count = differences.length;
  const interval = tInterval(100 * average, 100 * deviation / Math.sqrt(count), count - 1);
  return `${pointsText(100 * average)} (${rangeText(interval)}): ${wordFor(interval)}`;
}

const percent = (share: number) => (100 * share).toFixed(1);
