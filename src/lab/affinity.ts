/**
 * Which runs share what a process has compiled and loaded, and what a run roughly costs.
 *
 * @module
 */
import { canonicalJson } from "../core/hash.ts";
import type { RunConfig } from "./run.ts";

/**
 * A key that is equal for runs that train the same program on the same data. A process that goes
 * from one to the next keeps its compiled steps, its model and its tokenized rows.
 *
 * Seed, learning rate, schedule and number of steps are inputs of the program: they do not count.
 * The configuration of the method counts as a whole, as it does for `Workbench.training()`.
 */
export function affinityOf(config: RunConfig): string {
  const { model, data, task, protocol = null, shots, method, methodConfig, answering } = config;
  const { batchSize, optimizer, weightDecay, clipNorm, dropout, precision = "f32" } =
    config.training;
  return canonicalJson({
    model,
    data,
    task,
    protocol, // it decides how long inputs are
    shots,
    method,
    methodConfig,
    answering,
    training: { batchSize, optimizer, weightDecay, clipNorm, dropout, precision },
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
  const tokens = TYPICAL_TOKENS + Number(config.methodConfig.promptLength ?? 0);
  const evaluations = evaluateEvery === null ? 1 : Math.ceil(steps / evaluateEvery);
  const evaluated = evaluations * (config.examples.dev ?? 500) + (config.examples.test ?? 500);
  return tokens * (3 * steps * batchSize + evaluated);
}
