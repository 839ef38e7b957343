/**
 * From a few words to the complete configuration of a single training.
 *
 * @module
 */
import { basename } from "node:path";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { lookUp } from "../core/registry.ts";
import { isShipped } from "../core/shipped_models.ts";
import { RECIPE } from "../experiments/candidates.ts";
import { TIERS } from "../experiments/mod.ts";
import { isRowsFile } from "../lab/own_files.ts";
import type { InitFrom, Json, RunConfig, Training } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { type Task, TASKS } from "../tasks/mod.ts";
import { HELD_OUT, type Protocol, PROTOCOLS } from "../tasks/protocol.ts";
import { checkConfig } from "../train/check_config.ts";
import { completeConfig } from "./settings.ts";

/** The method that is trained when none is named. */
export const DEFAULT_METHOD = "residual_prompt";

/** Learning rate of methods that neither an experiment tunes nor their own file tells. */
const GUESSED_LEARNING_RATE = 1e-3;

/** What is trained on what; whatever is left out has a default. */
export interface RunWords {
  /** `mini`, a folder, or an id of the Hub. */
  readonly model: string;
  /** Name of a task, or a `.jsonl` file of `input` and `target`. */
  readonly task: string;
  readonly method?: string;
  /** `mini`, `super_glue`, or a folder in SuperGLUE's layout; absent: by the model. */
  readonly data?: string;
  /** Splits, wording and scoring; absent: `held_out`, none for mini and for files. */
  readonly protocol?: string;
  /** What differs from the method's defaults. */
  readonly methodConfig?: { readonly [key: string]: Json };
  /** The adapter whose prompt is the first prompt; absent: `methodConfig` says what is. */
  readonly initFrom?: InitFrom;
  /** What differs from the tier's training. */
  readonly training?: Partial<Training>;
  readonly answering?: RunConfig["answering"];
  readonly shots?: number | null;
  readonly examples?: Partial<RunConfig["examples"]>;
  readonly seed?: number;
}

/** What decides the examples of a single job. */
export type DataWords = Pick<RunConfig, "data" | "task" | "protocol">;

/**
 * Where the rows of a task come from: its file, or what belongs to the model. SuperGLUE has no
 * labelled test rows, so that a protocol must say what is dev and what is test.
 *
 * @throws {UsageError} if the task or the protocol is unknown
 */
export function dataOf(
  model: string,
  task: string,
  typed: { readonly data?: string | undefined; readonly protocol?: string | undefined } = {},
): DataWords {
  const named = given({ protocol: typed.protocol });
  if (named.protocol !== undefined) lookUp<Protocol>(PROTOCOLS, named.protocol, "protocol");
  if (isRowsFile(task) && typed.data !== undefined) {
    throw new UsageError(`Cannot use data "${typed.data}" as "${task}" holds its own rows`);
  }
  if (isRowsFile(task)) return { data: task, task: basename(task, ".jsonl"), ...named };
  if (/[\\/.]/.test(task)) {
    throw new UsageError(
      `Cannot use "${task}" as a task: a file must be named *.jsonl and contain lines such as ` +
        '{"input": "...", "target": "..."}: `deno task prepare` makes one of tables and Hub datasets',
    );
  }
  lookUp<Task>(TASKS, task, "task");
  const data = typed.data ?? (isShipped(model) ? "mini" : "super_glue");
  return { data, task, ...(data === "mini" ? {} : { protocol: HELD_OUT.name }), ...named };
}

/** The middle one of the learning rates that experiments try for a method, or what its file tells. */
function knownLearningRate(method: string): number | undefined {
  const rates = RECIPE[method]?.learningRates;
  if (rates !== undefined) return rates[Math.floor((rates.length - 1) / 2)];
  return (METHODS as Readonly<Record<string, AnyMethod>>)[method]?.learningRate;
}

/** Training where nothing else is said: that of the tier to which the model belongs. */
export function defaultTraining(model: string, method: string): Training {
  const tier = isShipped(model) ? TIERS.mini : TIERS.small;
  const learningRate = knownLearningRate(method) ?? GUESSED_LEARNING_RATE;
  return { ...tier.training, learningRate };
}

/** Says that the learning rate is a guess, if it is; undefined if it was given or is known. */
export function guessNotice(
  { method = DEFAULT_METHOD, training }: Pick<RunWords, "model" | "method" | "training">,
): string | undefined {
  if (training?.learningRate !== undefined) return undefined;
  if (knownLearningRate(method) !== undefined) return undefined;
  return `Using a guessed learning rate of ${GUESSED_LEARNING_RATE}, as "${method}" has no default: ` +
    `set --learningRate, or "learningRate" in the method's file`;
}

/**
 * The configuration of a training, defaults written out.
 *
 * @throws {UsageError} if a name is unknown, a number cannot be meant, or what is asked for
 *   contradicts itself
 */
export function completeRun(words: RunWords): RunConfig {
  const { model, task, method = DEFAULT_METHOD, examples } = words;
  const methodConfig = completeConfig(method, words.methodConfig ?? {});
  const training = { ...defaultTraining(model, method), ...words.training };
  checkKeep(training);
  checkInit(words);
  const run: RunConfig = {
    model,
    ...dataOf(model, task, words),
    method,
    methodConfig,
    ...given({ initFrom: words.initFrom }),
    training,
    answering: words.answering ?? "generate",
    shots: words.shots ?? null,
    examples: { train: null, dev: null, test: null, ...examples },
    seed: words.seed ?? 0,
  };
  checkConfig(run);
  return run;
}

function checkKeep({ keep, evaluateEvery }: Training): void {
  if (keep !== "best" || evaluateEvery !== null) return;
  throw new UsageError(
    "Cannot keep the best parameters without evaluations during training: set --evaluateEvery N",
  );
}

/** A prompt has one beginning. */
function checkInit({ initFrom, methodConfig = {} }: RunWords): void {
  if (initFrom === undefined) return;
  for (const key of ["init", "text"]) {
    if (!Object.hasOwn(methodConfig, key)) continue;
    throw new UsageError(
      `Cannot use "${key}" beside initFrom: the prompt starts from adapter "${initFrom.adapter}"`,
    );
  }
}
