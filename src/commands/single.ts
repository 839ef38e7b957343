/**
 * The options that `train`, `evaluate` and `score` share: a model, an adapter, a task, a method.
 *
 * @module
 */
import { basename } from "node:path";
import { UsageError } from "../core/errors.ts";
import { lookUp } from "../core/registry.ts";
import { GRIDS } from "../experiments/grids.ts";
import { TIERS } from "../experiments/mod.ts";
import type { Json, RunConfig, Training } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { type Task, TASKS } from "../tasks/mod.ts";
import { HELD_OUT, type Protocol, PROTOCOLS } from "../tasks/protocol.ts";
import type { Options } from "./command.ts";
import { checkWord, readPrecision } from "./machine.ts";

/** Options as they were typed. */
export type Typed = Readonly<Record<string, string | boolean | undefined>>;

/** The method that is trained when none is named. */
export const DEFAULT_METHOD = "residual_prompt";

/** Learning rate of methods that no experiment tunes. */
const OTHER_LEARNING_RATE = 1e-3;

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
  const named = typed.protocol === undefined ? {} : { protocol: typed.protocol };
  if (named.protocol !== undefined) lookUp<Protocol>(PROTOCOLS, named.protocol, "protocol");
  if (task.endsWith(".jsonl")) return { data: task, task: basename(task, ".jsonl"), ...named };
  lookUp<Task>(TASKS, task, "task");
  const data = typed.data ?? (model === "mini" ? "mini" : "super_glue");
  return { data, task, ...(data === "mini" ? {} : { protocol: HELD_OUT.name }), ...named };
}

/** The options that {@linkcode dataOf} reads. */
export const DATA_OPTIONS = {
  data: {
    type: "string",
    value: "NAME",
    about: "mini, super_glue, or a folder in SuperGLUE's layout; default: by the model",
  },
  protocol: {
    type: "string",
    value: "NAME",
    about: `${Object.keys(PROTOCOLS).join(", ")}: splits, wording, scoring; default: held_out, ` +
      "none for mini and for files",
  },
} as const satisfies Options;

/** Training where nothing else is said: that of the tier to which the model belongs. */
export function defaultTraining(model: string, method: string): Training {
  const tier = model === "mini" ? TIERS.mini : TIERS.small;
  const rates = GRIDS[tier.name].candidates[method]?.learningRates ?? [OTHER_LEARNING_RATE];
  const learningRate = rates[Math.floor((rates.length - 1) / 2)]!;
  return { ...tier.training, learningRate };
}

/** The value of `--name` among arguments that are not parsed yet. */
export function peekOption(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (at < 0) return undefined;
  return args[at]!.includes("=") ? args[at]!.slice(name.length + 3) : args[at + 1];
}

/**
 * One option for each key of a configuration, with its default in the help.
 *
 * @param prefix stands before the names of keys
 */
export function configOptions(config: object, what: string, prefix = ""): Options {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      `${prefix}${key}`,
      { type: "string", value: "VALUE", about: `${what}; default: ${JSON.stringify(value)}` },
    ]),
  );
}

/**
 * Puts typed values in the place of defaults of the same kind.
 *
 * @throws {UsageError} if a number or a truth value is none
 */
export function override<T extends object>(
  defaults: T,
  typed: Typed,
): T {
  const changes = Object.entries(defaults).flatMap(([key, value]) => {
    const text = typed[key];
    return typeof text === "string" ? [[key, readValue(key, text, value)]] : [];
  });
  return { ...defaults, ...Object.fromEntries(changes) };
}

/** Reads a value of the kind that the default has; one that is null takes a number or null. */
function readValue(key: string, text: string, like: Json): Json {
  if (typeof like === "string") return text;
  if (Array.isArray(like)) return text.split(",").map((item) => item.trim());
  const wanted = typeof like === "boolean" ? "true or false" : "a number";
  const value = like === null && text === "null" ? null : parseJson(text);
  const kind = typeof like === "boolean" ? "boolean" : "number";
  if (typeof value === kind || (like === null && value === null)) return value as Json;
  throw new UsageError(`Cannot use --${key} as it must be ${wanted}: current value is "${text}"`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The training's part of the options of `train`. A key that the method has as well is typed as
 * `training.key`: `--dropout` is the network's, `--training.dropout` the frozen model's.
 */
export function trainingOptions(training: Training, defaults: object): Options {
  const own = Object.entries(training).filter(([key]) => !Object.hasOwn(defaults, key));
  const shared = Object.entries(training).filter(([key]) => Object.hasOwn(defaults, key));
  return {
    ...configOptions(Object.fromEntries(own), "of training"),
    ...configOptions(Object.fromEntries(shared), "of training", "training."),
  };
}

/** Undoes the names of {@linkcode trainingOptions}. */
function trainingWords(typed: Typed, defaults: object): Typed {
  const own = Object.entries(typed).filter(([key]) => !Object.hasOwn(defaults, key));
  return Object.fromEntries(own.map(([key, value]) => [key.replace(/^training\./, ""), value]));
}

/** What `train` was told, as the configuration of a run, defaults written out. */
export function readRunConfig(
  typed: Typed,
): RunConfig {
  const model = String(typed.model);
  const method = String(typed.method ?? DEFAULT_METHOD);
  const { defaults } = lookUp<AnyMethod>(METHODS, method, "method");
  const precision = readPrecision(typed.precision as string | undefined);
  const training = {
    ...override(defaultTraining(model, method), trainingWords(typed, defaults)),
    ...(precision === "f32" ? {} : { precision }),
  };
  checkWord("optimizer", training.optimizer, ["adamw", "adafactor"]);
  checkWord("schedule", training.schedule, ["constant", "linear", "cosine"]);
  checkWord("keep", training.keep, ["last", "best"]);
  const { answering } = override({ answering: "generate" as const }, typed);
  checkWord("answering", answering, ["generate", "rank"]);
  const numbers = override({ ...RUN_NUMBERS }, typed);
  return {
    model,
    ...dataOf(model, String(typed.task), {
      data: typed.data as string | undefined,
      protocol: typed.protocol as string | undefined,
    }),
    method,
    methodConfig: override(defaults, typed) as RunConfig["methodConfig"],
    training,
    answering,
    shots: numbers.shots,
    examples: {
      train: numbers.trainExamples,
      dev: numbers.devExamples,
      test: numbers.testExamples,
    },
    seed: numbers.seed,
  };
}

/** Numbers of a run that belong to neither its method nor its training. */
export const RUN_NUMBERS: {
  readonly seed: number;
  readonly shots: number | null;
  readonly trainExamples: number | null;
  readonly devExamples: number | null;
  readonly testExamples: number | null;
} = { seed: 0, shots: null, trainExamples: null, devExamples: null, testExamples: null };

/**
 * Reads an option that cannot be left out.
 *
 * @throws {UsageError} if it was
 */
export function required(command: string, name: string, value: string | undefined): string {
  if (value !== undefined && value !== "") return value;
  throw new UsageError(
    `Cannot ${command} without --${name}: deno task ${command} --help tells more`,
  );
}
