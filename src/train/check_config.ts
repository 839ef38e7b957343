/**
 * Whether the numbers of a training can be meant: looked at before anything is loaded.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Json, RunConfig } from "../lab/run.ts";

/** What a number must be, and how that is said. */
interface Rule {
  readonly text: string;
  holds(value: number): boolean;
}

const COUNT: Rule = {
  text: "an integer >= 1",
  holds: (value) => Number.isSafeInteger(value) && value >= 1,
};

const WHOLE: Rule = {
  text: "an integer >= 0",
  holds: (value) => Number.isSafeInteger(value) && value >= 0,
};

/** The generator tells seeds apart by their digits, so that one below zero is as good. */
const SEED: Rule = { text: "an integer", holds: Number.isSafeInteger };

const ABOVE_ZERO: Rule = {
  text: "a number above 0",
  holds: (value) => Number.isFinite(value) && value > 0,
};

const NOT_BELOW_ZERO: Rule = {
  text: "a number >= 0",
  holds: (value) => Number.isFinite(value) && value >= 0,
};

const SHARE: Rule = {
  text: "a number from 0 up to, but not including, 1",
  holds: (value) => value >= 0 && value < 1,
};

const FINITE: Rule = { text: "a finite number", holds: Number.isFinite };

const TRAINING: Readonly<Record<string, Rule>> = {
  steps: COUNT,
  batchSize: COUNT,
  learningRate: ABOVE_ZERO,
  weightDecay: NOT_BELOW_ZERO,
  warmupSteps: WHOLE,
  clipNorm: ABOVE_ZERO,
  evaluateEvery: COUNT,
};

/** Rules of a method's numbers; the others need but be finite, and the method objects itself. */
const METHOD: Readonly<Record<string, Rule>> = { dropout: SHARE };

const RUN: Readonly<Record<string, Rule>> = {
  seed: SEED,
  shots: COUNT,
  trainExamples: COUNT,
  devExamples: COUNT,
  testExamples: COUNT,
};

/**
 * Checks the numbers of a run; null stands for none and is left to the types.
 *
 * @throws {UsageError} at the first that cannot be meant, by the name that it has on the command line
 */
export function checkConfig(run: RunConfig): void {
  const { training, methodConfig, seed, shots, examples } = run;
  const { train, dev, test } = examples;
  const own = { seed, shots, trainExamples: train, devExamples: dev, testExamples: test };
  checkNumbers({ ...training }, TRAINING);
  checkNumbers(methodConfig, METHOD);
  checkNumbers(own, RUN);
}

function checkNumbers(
  values: Readonly<Record<string, Json | undefined>>,
  rules: Readonly<Record<string, Rule>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "number") checkNumber(name, value, rules[name] ?? FINITE);
  }
}

function checkNumber(name: string, value: number, { text, holds }: Rule): void {
  if (holds(value)) return;
  throw new UsageError(`Cannot use --${name} as it must be ${text}: current value is ${value}`);
}
