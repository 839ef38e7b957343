/**
 * Which runs share what a process has compiled and loaded, and what a run roughly costs.
 *
 * @module
 */
import { canonicalJson } from "../core/hash.ts";
import type { Json, RunConfig } from "./run.ts";

/**
 * A key that is equal for runs that train the same program on the same data. A process that goes
 * from one to the next keeps its compiled steps, its model and its tokenized rows.
 *
 * Seed, learning rate, schedule and number of steps are inputs of the program, and so is where the
 * parameters start (`init...` by convention): they do not count.
 */
export function affinityOf(config: RunConfig): string {
  const { model, task, protocol, method, answering } = config;
  const { batchSize, optimizer, weightDecay, clipNorm, dropout } = config.training;
  const shapes = Object.entries(config.methodConfig).filter(([key]) => !key.startsWith("init"));
  return canonicalJson({
    model,
    task,
    ...(protocol === undefined ? {} : { protocol }), // it decides how long inputs are
    method,
    methodConfig: Object.fromEntries(shapes),
    answering,
    training: { batchSize, optimizer, weightDecay, clipNorm, dropout },
  });
}

/** Tokens of a typical example; only the order of runs and the first estimates depend on it. */
const TYPICAL_TOKENS = 100;

/**
 * Work of a run in tokens that pass through the model, up to a factor.
 *
 * A training step costs three forward passes (forward, and twice that backward); an evaluated
 * example costs one.
 */
export function roughCost(config: RunConfig): number {
  const { steps, batchSize, evaluateEvery } = config.training;
  const tokens = TYPICAL_TOKENS + promptTokens(config.methodConfig);
  const evaluations = evaluateEvery === null ? 1 : Math.ceil(steps / evaluateEvery);
  const evaluated = evaluations * (config.examples.dev ?? 500) + (config.examples.test ?? 500);
  return tokens * (3 * steps * batchSize + evaluated);
}

function promptTokens(methodConfig: { readonly [key: string]: Json }): number {
  const length = methodConfig.promptLength ?? methodConfig.length;
  return typeof length === "number" ? length : 0;
}
