/**
 * The options of all commands that start an engine.
 *
 * @module
 */
import { resolve } from "node:path";
import type { MachineOptions } from "../assembly/assemble.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { didYouMean } from "../core/registry.ts";
import { userPath } from "../core/user_path.ts";
import { type Jit, JITS, type Precision, PRECISIONS } from "../engine/engine.ts";
import { ENGINES } from "../engine/registry.ts";
import { integerOption } from "./command.ts";

/** Which engine runs, and how. */
export const ENGINE_OPTIONS = {
  engine: {
    type: "string",
    value: "NAME",
    about: `auto, ${Object.keys(ENGINES).join(", ")}; default: auto, the fastest available`,
  },
  jit: {
    type: "string",
    value: "MODE",
    about: "xla, graph or eager; default: the fastest for the engine, as measured",
  },
  threads: {
    type: "string",
    value: "N",
    about: "CPU threads per process; default: one per core, or one if several processes run",
  },
} as const;

/** Which runs a command looks at. */
export const RESULTS_OPTION = {
  results: { type: "string", value: "DIR", about: "results folder; default: results" },
} as const;

/** Where the files of a run are. */
export const FILES_OPTION = {
  files: {
    type: "string",
    value: "DIR",
    about: "folder of the run's own files (rows, model, adapter), if they are not where they were",
  },
} as const;

/** Makes a folder that was named the results folder of this process. */
export function useResults(typed: string | undefined): void {
  if (typed !== undefined) Deno.env.set("KIT_RESULTS", resolve(userPath(typed)));
}

/** How frozen weights are held. */
export const PRECISION_OPTION = {
  precision: {
    type: "string",
    value: "NAME",
    about: "precision of frozen weights: f32 or bf16 (engines tensorflow, xla); default: f32",
  },
} as const;

/**
 * Reads the precision.
 *
 * @throws {UsageError} if the name is unknown
 */
export function readPrecision(precision = "f32"): Precision {
  checkWord("precision", precision, PRECISIONS);
  return precision as Precision;
}

/** The engine's options as they were typed. */
interface Typed {
  readonly engine?: string;
  readonly jit?: string;
  readonly threads?: string;
}

/**
 * Reads the engine's options.
 *
 * @throws {UsageError} if a name is unknown
 */
export function readEngine(
  { engine = "auto", jit, threads }: Typed,
): { readonly engine: string; readonly jit?: Jit; readonly threads?: number } {
  checkWord("engine", engine, ["auto", ...Object.keys(ENGINES)]);
  if (jit !== undefined) checkWord("jit", jit, JITS);
  const count = integerOption("threads", threads, 1);
  return { engine, ...given({ jit: jit as Jit | undefined, threads: count }) };
}

/** Reads the engine's options and the number of workers. */
export function readMachine(
  { workers, debug, ...engine }: Typed & {
    readonly workers?: string;
    readonly debug?: boolean;
  },
): MachineOptions {
  const count = integerOption("workers", workers, 1);
  return { ...readEngine(engine), ...given({ workers: count }), debug: debug ?? false };
}

/** Throws if a word was given and is none of the known ones. */
export function checkWord(
  option: string,
  word: string | undefined,
  known: readonly string[],
): void {
  if (word === undefined || known.includes(word)) return;
  throw new UsageError(
    `Cannot use --${option} "${word}": known are ${known.join(", ")}${didYouMean(word, known)}`,
  );
}
