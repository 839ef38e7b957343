/**
 * The options of all commands that start an engine.
 *
 * @module
 */
import type { MachineOptions } from "../assemble.ts";
import { UsageError } from "../core/errors.ts";
import { didYouMean } from "../core/registry.ts";
import { ENGINES } from "../engine/registry.ts";
import type { Jit } from "../engine/engine.ts";
import { integerOption } from "./command.ts";

/** Which engine runs, and how. */
export const ENGINE_OPTIONS = {
  engine: {
    type: "string",
    value: "NAME",
    about: `auto, ${Object.keys(ENGINES).join(", ")}; default: auto, the fastest that runs here`,
  },
  jit: {
    type: "string",
    value: "MODE",
    about: "xla, graph or eager; default: what was measured to be best for the engine",
  },
} as const;

const JITS: readonly string[] = ["xla", "graph", "eager"] satisfies readonly Jit[];

/**
 * Reads the engine's options.
 *
 * @throws {UsageError} if a name is unknown
 */
export function readEngine(
  { engine = "auto", jit }: { readonly engine?: string; readonly jit?: string },
): { readonly engine: string; readonly jit?: Jit } {
  checkWord("engine", engine, ["auto", ...Object.keys(ENGINES)]);
  if (jit === undefined) return { engine };
  checkWord("jit", jit, JITS);
  return { engine, jit: jit as Jit };
}

/** Reads the engine's options and the number of workers. */
export function readMachine(
  { workers, debug, ...engine }: {
    readonly engine?: string;
    readonly jit?: string;
    readonly workers?: string;
    readonly debug?: boolean;
  },
): MachineOptions {
  const count = integerOption("workers", workers, 1);
  return {
    ...readEngine(engine),
    ...(count === undefined ? {} : { workers: count }),
    debug: debug ?? false,
  };
}

/** Throws if a word is none of the known ones. */
export function checkWord(option: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return;
  throw new UsageError(
    `Cannot use --${option} "${word}": known are ${known.join(", ")}${didYouMean(word, known)}`,
  );
}
