/**
 * A job with one model that `train`, `evaluate`, `predict` and `score` are: its options, and how it is run.
 *
 * @module
 */
import { checkWeightsFit } from "../assembly/single_memory.ts";
import type { RunWords } from "../assembly/single_run.ts";
import { given } from "../core/given.ts";
import { userModel, userPathOrName } from "../core/user_path.ts";
import type { Adapted, SingleOptions } from "../jobs/request.ts";
import { say } from "../lab/terminal.ts";
import { PROTOCOLS } from "../tasks/protocol.ts";
import { type Options, required } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { readEngine } from "./machine.ts";
import { StepLine } from "./step_line.ts";

/** Options of several jobs; each takes the ones it has a use for. */
export const JOB_OPTIONS = {
  model: { type: "string", value: "MODEL", about: "mini, a checkpoint folder, or a Hub id" },
  task: {
    type: "string",
    value: "TASK",
    about: "a task name, or a .jsonl file of inputs and targets",
  },
  adapter: {
    type: "string",
    value: "ADAPTER",
    about: "folder written by `train`, a PEFT adapter, or a Hub id of either",
  },
  answering: {
    type: "string",
    value: "HOW",
    about: "generate (decode an answer) or rank (likeliest choice); default: generate",
  },
} as const satisfies Options;

/** The fields of a line of a user's own file, for the help. */
export const FILE_NOTES = [
  'A file has one example per line, {"input": "...", "target": "..."}, with optional fields:',
  '  "choices"  candidate answers, including the target; default: all targets of the file, if <= 32',
  '  "split"    "train", "dev" or "test"; lines without it are split 80 : 10 : 10',
  '  "group"    lines with the same group stay in the same split',
  "`deno task prepare` makes such a file from a table or a Hub dataset.",
] as const;

/** Options that say where the rows of a task come from. */
export const DATA_OPTIONS = {
  data: {
    type: "string",
    value: "NAME",
    about:
      "mini, super_glue, or a folder in SuperGLUE's layout; default: mini for the mini model, " +
      "else super_glue",
  },
  protocol: {
    type: "string",
    value: "NAME",
    about:
      `${Object.keys(PROTOCOLS).join(", ")}: splits, wording, scoring; default: held_out, or ` +
      "none for mini and for files",
  },
} as const satisfies Options;

/** Options as they were typed. */
export type Typed = Readonly<Record<string, string | boolean | undefined>>;

/** The model, the task and the data that were named; paths start where the user stood. */
export function readPlaces(
  command: string,
  typed: Typed,
): Pick<RunWords, "model" | "task" | "data" | "protocol"> {
  const word = (name: string) => typed[name] as string | undefined;
  const data = word("data");
  return {
    model: userModel(required(command, "model", word("model"))),
    task: userPathOrName(required(command, "task", word("task"))),
    ...given({
      data: data === undefined ? undefined : userPathOrName(data),
      protocol: word("protocol"),
    }),
  };
}

/**
 * Runs a job, which Ctrl-C stops.
 *
 * @param job gets the engine's options, which are checked by then; it is what loads the engine
 * @param notice takes sentences for the reader; absent: they go to standard error
 * @throws {UsageError} if an option of the engine is wrong
 */
export async function runJob<T>(
  typed: Parameters<typeof readEngine>[0],
  job: (options: SingleOptions) => Promise<T>,
  notice: (line: string) => void = say,
): Promise<T> {
  const engine = readEngine(typed);
  return await withInterrupt((signal) => job({ ...engine, signal, notice }));
}

/**
 * Runs a job that scores or answers: it begins when the weights are known to fit, and a line says how
 * far it is.
 *
 * @param job gets the engine's options and the line; it is what loads the engine
 * @throws {UsageError} if an option of the engine is wrong, or the weights do not fit
 */
export async function runScoring<T>(
  typed: Parameters<typeof readEngine>[0],
  model: Adapted,
  job: (options: SingleOptions, line: StepLine) => Promise<T>,
): Promise<T> {
  const line = new StepLine();
  const checked = async (options: SingleOptions) => {
    await checkWeightsFit(model, options);
    return await job(options, line);
  };
  return await runJob(typed, checked, line.print).finally(() => line.clear());
}

/** Prints what was found, a JSON value a line. */
export function printLines(found: readonly object[]): void {
  for (const it of found) console.log(JSON.stringify(it));
}
