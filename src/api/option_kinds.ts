/**
 * What the options of the functions of `mod.ts` may be, checked when they are called.
 *
 * @module
 */
import {
  BOOLEAN,
  checkOptions,
  COUNT,
  either,
  FUNCTION,
  LIST,
  NULL,
  NUMBER,
  NUMBERS,
  OBJECT,
  oneOf,
  type OptionKinds,
  required,
  STRING,
  STRINGS,
} from "../core/options.ts";
import { JITS, PRECISIONS } from "../engine/engine.ts";
import { ENGINES } from "../engine/registry.ts";
import { KNOWN_WORDS, type RunConfig, type Training } from "../lab/run.ts";
import { SCORED_SPLITS } from "../train/data.ts";
import type { AnswersOptions } from "./answers.ts";
import type { ComparedMethod, CompareOptions } from "./compare.ts";
import type { CrateOptions } from "./crate.ts";
import type { InspectOptions } from "./inspect.ts";
import type { JobOptions } from "./job.ts";
import type { PredictOptions } from "./predict.ts";
import type { PrepareOptions } from "./prepare.ts";
import type { PushOptions } from "./push.ts";
import type { ReproduceOptions } from "./reproduce.ts";
import type { EvaluateOptions, ScoreOptions, TrainOptions } from "./single_jobs.ts";

const PRECISION = oneOf(PRECISIONS);
const SEEDS = either(NUMBER, NUMBERS);
const COUNT_OR_ALL = either(NUMBER, NULL);

const MACHINE = {
  engine: oneOf(["auto", ...Object.keys(ENGINES)]),
  jit: oneOf(JITS),
  signal: OBJECT,
};

const JOB: OptionKinds<JobOptions> = { ...MACHINE, threads: COUNT, notice: FUNCTION };

/** What is said of the model and the examples, to train or to evaluate. */
const WORDS = {
  model: required(STRING),
  data: STRING,
  protocol: STRING,
  answering: oneOf(KNOWN_WORDS.answering),
};

/** Further words of a training. */
const TRAINED = {
  methodConfig: OBJECT,
  training: OBJECT,
  shots: COUNT_OR_ALL,
  examples: OBJECT,
};

/** Options of `reproduce`. */
export const REPRODUCE: OptionKinds<ReproduceOptions> = {
  tier: STRING,
  ...MACHINE,
  precision: PRECISION,
  seeds: SEEDS,
  only: STRING,
  workers: COUNT,
  results: STRING,
  adapters: BOOLEAN,
};

/** Options of `crate`. */
export const CRATE: OptionKinds<CrateOptions> = {
  experiments: STRINGS,
  tier: STRING,
  seeds: SEEDS,
  precision: PRECISION,
  results: STRING,
  authors: STRINGS,
  license: STRING,
  out: STRING,
  signal: OBJECT,
};

/** Options of `prepare`. */
export const PREPARE: OptionKinds<PrepareOptions> = {
  sources: required(STRINGS),
  input: required(STRING),
  target: required(STRING),
  labels: STRING,
  choices: BOOLEAN,
  group: STRING,
  split: STRINGS,
  limit: COUNT,
  columns: STRINGS,
  literalQuotes: BOOLEAN,
  out: required(STRING),
  signal: OBJECT,
  notice: FUNCTION,
};

/** Options of `answers`. */
export const ANSWERS: OptionKinds<AnswersOptions> = { results: STRING, files: STRING };

/** Options of `inspect`. */
export const INSPECT: OptionKinds<InspectOptions> = {
  model: STRING,
  words: COUNT,
  signal: OBJECT,
  notice: FUNCTION,
};

/** Options of `train`. */
export const TRAIN: OptionKinds<TrainOptions> = {
  ...WORDS,
  task: required(STRING),
  method: STRING,
  ...TRAINED,
  initFrom: STRING,
  seed: NUMBER,
  out: required(STRING),
  ...JOB,
  progress: FUNCTION,
};

/** Options of `evaluate`. */
export const EVALUATE: OptionKinds<EvaluateOptions> = {
  ...WORDS,
  task: required(STRING),
  adapter: STRING,
  precision: PRECISION,
  split: oneOf(SCORED_SPLITS),
  examples: COUNT,
  ...JOB,
};

/** Options of `predict`. */
export const PREDICT: OptionKinds<PredictOptions> = {
  model: required(STRING),
  adapter: STRING,
  precision: PRECISION,
  input: required(either(STRING, LIST)),
  choices: STRINGS,
  answering: oneOf(KNOWN_WORDS.answering),
  maxNewTokens: COUNT,
  examples: COUNT,
  ...JOB,
};

/** Options of `score`. */
export const SCORE: OptionKinds<ScoreOptions> = {
  model: required(STRING),
  adapter: STRING,
  precision: PRECISION,
  input: required(STRING),
  ...JOB,
};

/** Options of `push`. */
export const PUSH: OptionKinds<PushOptions> = {
  repo: required(STRING),
  private: BOOLEAN,
  message: STRING,
  base: STRING,
  signal: OBJECT,
  notice: FUNCTION,
};

/** Options of `compare`. */
export const COMPARE: OptionKinds<CompareOptions> = {
  ...WORDS,
  tasks: required(STRINGS),
  methods: required(LIST),
  results: required(STRING),
  seeds: SEEDS,
  ...TRAINED,
  ...MACHINE,
  workers: COUNT,
};

/** One of `methods` that is no name. */
export const COMPARED_METHOD: OptionKinds<ComparedMethod> = {
  method: required(STRING),
  title: STRING,
  methodConfig: OBJECT,
  initFrom: STRING,
  learningRates: NUMBERS,
};

const TRAINING: OptionKinds<Partial<Training>> = {
  steps: NUMBER,
  batchSize: NUMBER,
  learningRate: NUMBER,
  optimizer: oneOf(KNOWN_WORDS.optimizer),
  weightDecay: NUMBER,
  schedule: oneOf(KNOWN_WORDS.schedule),
  warmupSteps: NUMBER,
  clipNorm: COUNT_OR_ALL,
  dropout: BOOLEAN,
  evaluateEvery: COUNT_OR_ALL,
  keep: oneOf(KNOWN_WORDS.keep),
  precision: oneOf(["bf16"]),
};

const EXAMPLES: OptionKinds<Partial<RunConfig["examples"]>> = {
  train: COUNT_OR_ALL,
  dev: COUNT_OR_ALL,
  test: COUNT_OR_ALL,
};

/**
 * Checks the options of a run that are objects with options of their own.
 *
 * @throws {UsageError} at the first that is unknown or of another kind
 */
export function checkParts(
  { training, examples }: Pick<TrainOptions, "training" | "examples">,
): void {
  if (training !== undefined) checkOptions("training", training, TRAINING);
  if (examples !== undefined) checkOptions("examples", examples, EXAMPLES);
}
