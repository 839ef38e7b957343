/**
 * `deno task predict`: answers to inputs without targets, or to SuperGLUE's test rows.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { userFolder, userModel, userPath } from "../core/user_path.ts";
import type { Writing } from "../jobs/predict_request.ts";
import type { Adapted } from "../jobs/request.ts";
import { KNOWN_WORDS } from "../lab/run.ts";
import { STANDARD_INPUT } from "../tasks/jsonl.ts";
import { submit } from "./_submit.ts";
import { defineCommand, integerOption, required } from "./command.ts";
import { DATA_OPTIONS, JOB_OPTIONS, printLines, runScoring, type Typed } from "./job.ts";
import { checkWord, ENGINE_OPTIONS, PRECISION_OPTION, readPrecision } from "./machine.ts";

/** Options that belong to one of the two kinds of input. */
const OF_LINES = ["choices", "examples"];
const OF_TASK = ["data", "protocol", "out"];

/** The command. */
export const predict = defineCommand({
  name: "predict",
  summary: "Answers inputs without targets, or SuperGLUE's test rows for its server",
  synopsis: "--model MODEL (--input FILE | --task TASK --out DIR) [--adapter ADAPTER] [options]",
  options: {
    model: JOB_OPTIONS.model,
    adapter: JOB_OPTIONS.adapter,
    input: {
      type: "string",
      value: "FILE",
      about:
        'lines such as {"input": "..."}, or - for standard input; in a .txt file, a line is an input',
    },
    choices: {
      type: "string",
      value: "A,B,...",
      about:
        'choices of all lines that have no "choices" of their own (which may have commas in them)',
    },
    examples: {
      type: "string",
      value: "N",
      about: "answer the first N lines only; default: all",
    },
    task: {
      type: "string",
      value: "TASK",
      about: "a SuperGLUE task: answer its test rows, in the form that SuperGLUE's server takes",
    },
    data: { ...DATA_OPTIONS.data, about: "super_glue, or a folder in SuperGLUE's layout" },
    protocol: { ...DATA_OPTIONS.protocol, about: "wording of --task; default: held_out" },
    out: {
      type: "string",
      value: "DIR",
      about: "folder for the file of --task, such as RTE.jsonl",
    },
    answering: JOB_OPTIONS.answering,
    maxNewTokens: {
      type: "string",
      value: "N",
      about:
        "most tokens of a written answer, its end token included; default: as many as the longest " +
        "choice has, or 64 without choices",
    },
    ...PRECISION_OPTION,
    ...ENGINE_OPTIONS,
  },
  notes: [
    'Prints each line, in order, with its answer: {"id": 7, "input": "...", "answer": "yes"}',
    "Where choices are ranked, and for BERT and RoBERTa, also with numbers by choice:",
    '  "logLikelihoods"  natural logarithms',
    '  "probabilities"   the same among the choices: they sum to 1',
    "BERT and RoBERTa choose among the classes of the adapter.",
    "Examples:",
    "  deno task predict --model mini --adapter my_prompt --input new.jsonl > answers.jsonl",
    "  deno task predict --model google-t5/t5-small --adapter my_prompt --task rte --out submission",
  ],
  async run({ values }) {
    checkKind(values);
    const { answering = "generate", adapter } = values;
    checkWord("answering", answering, KNOWN_WORDS.answering);
    const request: Adapted & Writing = {
      model: userModel(required("predict", "model", values.model)),
      precision: readPrecision(values.precision),
      answering: answering as Writing["answering"],
      ...given({
        adapter: adapter && userFolder(adapter),
        maxNewTokens: integerOption("maxNewTokens", values.maxNewTokens, 1),
      }),
    };
    if (values.task === undefined) await predictLines(request, values);
    else await submit(request, values);
    return 0;
  },
});

/** Checks that either lines or a task are to be answered, with the options of that kind. */
function checkKind(values: Typed): void {
  if ((values.input === undefined) === (values.task === undefined)) {
    throw new UsageError(
      "Cannot predict without either --input or --task: see deno task predict --help",
    );
  }
  const [kind, foreign] = values.task === undefined ? ["input", OF_TASK] : ["task", OF_LINES];
  const wrong = foreign.find((name) => values[name] !== undefined);
  if (wrong === undefined) return;
  throw new UsageError(`Cannot use --${wrong} with --${kind}: see deno task predict --help`);
}

async function predictLines(request: Adapted & Writing, values: Typed): Promise<void> {
  const typed = required("predict", "input", values.input as string);
  const lines = {
    input: typed === STANDARD_INPUT ? typed : userPath(typed),
    choices: readChoices(values.choices as string | undefined),
    examples: integerOption("examples", values.examples as string | undefined, 1) ?? null,
  };
  await runScoring(values, request, async (options, line) => {
    const { predictSingle } = await import("../jobs/predict.ts"); // loads an engine
    const shown = { found: line.above(printLines), progress: line.showAnswered };
    return await predictSingle({ ...request, ...lines, ...shown, ...options });
  });
}

function readChoices(typed: string | undefined): readonly string[] {
  const choices = typed?.split(",").map((choice) => choice.trim()) ?? [];
  if (!choices.includes("")) return choices;
  throw new UsageError(
    `Cannot use --choices as none may be empty, as in "yes,no": current value is "${typed}"`,
  );
}
