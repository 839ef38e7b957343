/**
 * The options of `train` that depend on its method, and what they say of a run.
 *
 * @module
 */
import { DEFAULT_METHOD, defaultTraining, type RunWords } from "../assembly/single_run.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { lookUp } from "../core/registry.ts";
import { type Json, KNOWN_WORDS, type RunConfig, type Training } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import type { Options } from "./command.ts";
import { readPlaces, type Typed } from "./job.ts";
import { checkWord, readPrecision } from "./machine.ts";

/** The value of `--name` among arguments that are not parsed yet. */
export function peekOption(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (at < 0) return undefined;
  return args[at]!.includes("=") ? args[at]!.slice(name.length + 3) : args[at + 1];
}

/** One option for each key of a configuration, with its default in the help. */
export function configOptions(config: object, what: string): Options {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      { type: "string", value: "VALUE", about: `${what}; default: ${JSON.stringify(value)}` },
    ]),
  );
}

/**
 * The typed values of keys that have a default, each of the kind of the default.
 *
 * @param nameOf the option of a key
 * @throws {UsageError} if a number or a truth value is none
 */
function changes<T extends object>(
  defaults: T,
  typed: Typed,
  nameOf = (key: string) => key,
): Partial<T> {
  return Object.fromEntries(
    Object.entries(defaults).flatMap(([key, value]) => {
      const text = typed[nameOf(key)];
      return typeof text === "string" ? [[key, readValue(nameOf(key), text, value)]] : [];
    }),
  ) as Partial<T>;
}

/** Reads a value of the kind that the default has; one that is null takes a number or null. */
function readValue(name: string, text: string, like: Json): Json {
  if (typeof like === "string") return text;
  if (Array.isArray(like)) return text.split(",").map((item) => item.trim());
  const wanted = typeof like === "boolean" ? "true or false" : "a number";
  const value = like === null && text === "null" ? null : parseJson(text);
  const kind = typeof like === "boolean" ? "boolean" : "number";
  if (typeof value === kind || (like === null && value === null)) return value as Json;
  throw new UsageError(`Cannot use --${name} as it must be ${wanted}: current value is "${text}"`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The option of a key of training. One that the method has as well is typed as `training.key`:
 * `--dropout` is the network's, `--training.dropout` the frozen model's.
 */
function trainingOption(key: string, defaults: object): string {
  return Object.hasOwn(defaults, key) ? `training.${key}` : key;
}

/**
 * The training's part of the options of `train`.
 *
 * @param defaults of the method, whose keys come first
 */
export function trainingOptions(training: Training, defaults: object): Options {
  const named = Object.entries(training).map(([key, value]) => [
    trainingOption(key, defaults),
    value,
  ]);
  return configOptions(Object.fromEntries(named), "training option");
}

/** What `train` was told. */
export function readRunWords(typed: Typed): RunWords {
  const places = readPlaces("train", typed);
  const method = String(typed.method ?? DEFAULT_METHOD);
  const { defaults } = lookUp<AnyMethod>(METHODS, method, "method");
  return {
    ...places,
    method,
    methodConfig: readMethodConfig(defaults, typed),
    training: readTraining(defaultTraining(places.model, method), typed, defaults),
    ...readRunNumbers(typed),
  };
}

/** What differs from the defaults of a method. */
export function readMethodConfig(defaults: object, typed: Typed): RunConfig["methodConfig"] {
  return changes(defaults, typed) as RunConfig["methodConfig"];
}

/**
 * What differs from a training.
 *
 * @param defaults of the method, whose keys come first
 */
export function readTraining(
  training: Training,
  typed: Typed,
  defaults: object = {},
): Partial<Training> {
  const precision = readPrecision(typed.precision as string | undefined);
  const changed = {
    ...changes(training, typed, (key) => trainingOption(key, defaults)),
    ...(precision === "f32" ? {} : { precision }),
  };
  checkWord("optimizer", changed.optimizer, KNOWN_WORDS.optimizer);
  checkWord("schedule", changed.schedule, KNOWN_WORDS.schedule);
  checkWord("keep", changed.keep, KNOWN_WORDS.keep);
  return changed;
}

/** What belongs to neither the method nor the training. */
export function readRunNumbers(
  typed: Typed,
): Pick<RunWords, "answering" | "seed" | "shots" | "examples"> {
  const { answering } = changes({ answering: "generate" as const }, typed);
  checkWord("answering", answering, KNOWN_WORDS.answering);
  const { trainExamples, devExamples, testExamples, ...numbers } = changes(RUN_NUMBERS, typed);
  return {
    ...given({ answering, ...numbers }),
    examples: given({ train: trainExamples, dev: devExamples, test: testExamples }),
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
