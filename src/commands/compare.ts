/**
 * `deno task compare`: trains several methods on one's own data with several seeds, and reports which
 * differences exceed chance.
 *
 * @module
 */
import { join } from "node:path";
import { pinMethods, runComparison } from "../api/compare.ts";
import { completeComparison, guessNotices } from "../assembly/comparison.ts";
import { DEFAULT_METHOD, defaultTraining } from "../assembly/single_run.ts";
import { UsageError } from "../core/errors.ts";
import { isFolder } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { userModel, userPath, userPathOrName } from "../core/user_path.ts";
import { say, TerminalProgress } from "../lab/terminal.ts";
import { closingToText } from "../report/closing.ts";
import { renderFiles } from "../report/render.ts";
import type { ShownResult } from "../report/view.ts";
import { readArm } from "./_arm.ts";
import { defineCommand, type Input, integerOption, required } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { DATA_OPTIONS, FILE_NOTES, JOB_OPTIONS } from "./job.ts";
import { ENGINE_OPTIONS, PRECISION_OPTION, readMachine } from "./machine.ts";
import { measureHere, PLAN_OPTION, renderPlan } from "./plan.ts";
import {
  configOptions,
  peekOption,
  readRunNumbers,
  readTraining,
  RUN_NUMBERS,
} from "./run_words.ts";

const OPTIONS = {
  model: JOB_OPTIONS.model,
  task: {
    type: "string",
    multiple: true,
    value: "TASK",
    about: "a task name, or a .jsonl file of inputs and targets; may be repeated",
  },
  method: {
    type: "string",
    multiple: true,
    value: "NAME,KEY=VALUE,...",
    about: "a method with its settings; the first is compared with each of the others",
  },
  results: { type: "string", value: "DIR", about: "folder for runs, table, chart and report" },
  seeds: { type: "string", value: "N", about: "number of seeds; default: 4 for mini, else 3" },
  ...DATA_OPTIONS,
  answering: JOB_OPTIONS.answering,
  workers: {
    type: "string",
    value: "N",
    about: "parallel processes; default: one per core, or one on a GPU",
  },
  ...PLAN_OPTION,
  ...PRECISION_OPTION,
  ...ENGINE_OPTIONS,
} as const;

/** The command. */
export const compare = defineCommand({
  name: "compare",
  summary: "Compares methods on your own data: several seeds, paired differences, table and chart",
  synopsis: "--model MODEL --task TASK --method METHOD --method METHOD --results DIR [options]",
  options: OPTIONS,
  moreOptions(args) {
    const { learningRate: _ofMethods, ...training } = trainingOf(peekOption(args, "model"));
    const { seed: _seeds, ...numbers } = RUN_NUMBERS;
    return {
      ...configOptions(training, "training option"),
      ...configOptions(numbers, "run option"),
    };
  },
  notes: [
    "Keys of a method: its own options (deno task train --help --method NAME), and",
    "  learningRate=0.1|0.3|1   dev chooses one, with seeds that are not reported",
    "  initFrom=ADAPTER         folder or Hub id of an adapter whose prompt the training starts from",
    "  title=TEXT               name in table and chart",
    ...FILE_NOTES,
    "Finished runs are kept in DIR/runs; the same command resumes an interrupted one. A run is named by",
    "the content of its files, and its file has no paths: DIR/runs can be published. What a run trains is",
    "kept in DIR/adapters/RUN_ID, except whole models.",
    "Example:",
    "  deno task compare --model mini --task mine.jsonl --results my_results --seeds 5 \\",
    "    --method residual_prompt --method prompt --method 'lora,rank=4,learningRate=0.001|0.01'",
  ],
  async run(input) {
    const { model, words, methods, results, machine } = readInput(input);
    const meant = { model, ...words, arms: await pinMethods(methods) };
    const comparison = completeComparison(meant);
    if (input.values.plan) {
      const { experiment, tier } = comparison;
      const { workers, threads, engine = "auto" } = machine;
      const place = { experiments: [experiment], tier, results };
      console.log(await renderPlan({ ...place, workers, threads, engine, calibrate: measureHere }));
      return 0;
    }
    guessNotices(meant).forEach(say);
    const progress = new TerminalProgress();
    const result = await withInterrupt((signal) =>
      runComparison(comparison, results, { ...machine, onEvent: progress.listen }, signal)
    ).finally(() => progress.finish());
    const files = await renderFiles(result, results);
    console.log(closingToText([result]));
    console.log(`Table, chart and report: ${files.at(-1)}`);
    const adapters = join(results, "adapters");
    if (await isFolder(adapters)) console.log(`Adapters, by the ids of runs: ${adapters}`);
    return exitCode(result);
  },
});

function trainingOf(model = "mini") {
  return defaultTraining(model, DEFAULT_METHOD);
}

/** Reads and checks everything that was typed, before anything starts. */
function readInput({ values }: Input<typeof OPTIONS>) {
  const { task = [], method = [] } = values;
  const model = userModel(required("compare", "model", values.model));
  const results = userPath(required("compare", "results", values.results));
  if (task.length === 0 || method.length === 0) {
    const name = task.length === 0 ? "task" : "method";
    throw new UsageError(`Cannot compare without --${name}: see deno task compare --help`);
  }
  const data = values.data === undefined ? undefined : userPathOrName(values.data);
  const typed = values as Readonly<Record<string, string | undefined>>;
  const { learningRate: _ofMethods, ...training } = readTraining(trainingOf(model), typed);
  const { seed: _seeds, ...numbers } = readRunNumbers(typed);
  return {
    model,
    words: {
      tasks: task.map(userPathOrName),
      ...given({
        data,
        protocol: values.protocol,
        seeds: integerOption("seeds", values.seeds, 1),
      }),
      training,
      ...numbers,
    },
    methods: method.map(readArm),
    results,
    machine: readMachine(values),
  };
}

/** 1 if a reported run is missing, and says so. */
function exitCode({ cells }: ShownResult): number {
  const missing = cells.flatMap((cell) => cell.missing);
  if (missing.length === 0) return 0;
  say(`${missing.length} runs are missing; run the same command to retry them`);
  return 1;
}
