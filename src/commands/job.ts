/**
 * A job with one model that `train`, `evaluate` and `score` are: its options, and how it is run.
 *
 * @module
 */
import { say } from "../lab/terminal.ts";
import type { SingleOptions } from "../train/single_request.ts";
import type { Options } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { readEngine } from "./machine.ts";

/** Options of several jobs; each takes the ones it has a use for. */
export const JOB_OPTIONS = {
  model: { type: "string", value: "MODEL", about: "mini, a checkpoint folder, or a Hub id" },
  task: {
    type: "string",
    value: "TASK",
    about: "a task name, or a .jsonl file of inputs and targets",
  },
  adapter: { type: "string", value: "DIR", about: "folder written by `train`, or a PEFT adapter" },
  answering: {
    type: "string",
    value: "HOW",
    about: "generate (decode an answer) or rank (likeliest choice); default: generate",
  },
} as const satisfies Options;

/** The functions of `train/single.ts`. */
type Jobs = typeof import("../train/single.ts");

/**
 * Runs a job: the engine's options are checked first, then the engine is loaded, and Ctrl-C stops it.
 *
 * @param notice takes sentences for the reader; absent: they go to standard error
 * @throws {UsageError} if an option of the engine is wrong
 */
export async function runJob<T>(
  typed: Parameters<typeof readEngine>[0],
  job: (jobs: Jobs, options: SingleOptions) => Promise<T>,
  notice: (line: string) => void = say,
): Promise<T> {
  const engine = readEngine(typed);
  const jobs = await import("../train/single.ts"); // loads an engine
  return await withInterrupt((signal) => job(jobs, { ...engine, signal, notice }));
}
