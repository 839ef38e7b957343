/**
 * `deno task train`: trains one method on one task, or on a file of one's own.
 *
 * @module
 */
import { checkpointBeside } from "../assembly/checkpoint_place.ts";
import { checkTrainingFits } from "../assembly/single_memory.ts";
import {
  completeRun,
  DEFAULT_METHOD,
  defaultTraining,
  guessNotice,
  type RunWords,
} from "../assembly/single_run.ts";
import { userFolder, userPath } from "../core/user_path.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { defineCommand, required } from "./command.ts";
import { DATA_OPTIONS, FILE_NOTES, JOB_OPTIONS, runJob } from "./job.ts";
import { ENGINE_OPTIONS, PRECISION_OPTION } from "./machine.ts";
import {
  configOptions,
  peekOption,
  readRunWords,
  RUN_NUMBERS,
  trainingOptions,
} from "./run_words.ts";
import { StepLine } from "./step_line.ts";

/** The command. */
export const train = defineCommand({
  name: "train",
  summary: "Trains one method on a task or a JSONL file",
  synopsis: "--model MODEL --task TASK --out DIR [options]",
  options: {
    model: JOB_OPTIONS.model,
    task: JOB_OPTIONS.task,
    method: {
      type: "string",
      value: "NAME",
      about: `${Object.keys(METHODS).join(", ")}; default: ${DEFAULT_METHOD}`,
    },
    out: { type: "string", value: "DIR", about: "folder for the trained adapter" },
    ...DATA_OPTIONS,
    initFrom: {
      type: "string",
      value: "ADAPTER",
      about:
        "folder or Hub id of an adapter whose prompt the training starts from; default: the method's init",
    },
    answering: JOB_OPTIONS.answering,
    ...PRECISION_OPTION,
    ...ENGINE_OPTIONS,
  },
  moreOptions(args) {
    const method = peekOption(args, "method") ?? DEFAULT_METHOD;
    const model = peekOption(args, "model") ?? "mini";
    const defaults = (METHODS as Readonly<Record<string, AnyMethod>>)[method]?.defaults ?? {};
    return {
      ...configOptions(defaults, `option of ${method}`),
      ...trainingOptions(defaultTraining(model, method), defaults),
      ...configOptions(RUN_NUMBERS, "run option"),
    };
  },
  notes: [
    ...FILE_NOTES,
    "For the options of another method, use --help --method NAME. The result is printed to standard",
    "output as JSON; DIR/training.json holds the configuration, losses and dev scores, and DIR/README.md",
    "is a model card.",
    '"format" in the result says what can load the adapter: "PEFT", "checkpoint" (transformers) or',
    '"kit" (this kit). An interrupted training is saved next to DIR; the same command resumes it.',
    "Example:",
    "  deno task train --model mini --task rte --out my_prompt --promptLength 10 --steps 200",
  ],
  async run({ values }) {
    const out = userPath(required("train", "out", values.out));
    const words = { ...readRunWords(values), ...await readInitFrom(values.initFrom) };
    const config = completeRun(words);
    const checkpoint = await checkpointBeside(out);
    const line = new StepLine();
    try {
      const guess = guessNotice(words);
      if (guess !== undefined) line.print(guess);
      const { losses: _losses, ...result } = await runJob(
        values,
        async (options) => {
          await checkTrainingFits(config, options);
          const { trainSingle } = await import("../jobs/train.ts"); // loads an engine
          return await trainSingle({ config, out, checkpoint, progress: line.show, ...options });
        },
        line.print,
      );
      console.log(JSON.stringify(result, null, 1));
      return 0;
    } finally {
      line.finish();
    }
  },
});

/** The adapter to start from, by its content. */
async function readInitFrom(typed: string | undefined): Promise<Pick<RunWords, "initFrom">> {
  if (typed === undefined) return {};
  const { pinAdapter } = await import("../train/initial_prompt.ts"); // loads tensors
  return { initFrom: await pinAdapter(userFolder(typed)) };
}
