/**
 * Which runs share what a process has compiled and loaded, and what a run roughly costs.
 *
 * @module
 */
import { canonicalJson } from "../core/hash.ts";
import type { RunConfig } from "./run.ts";
import { taskSize } from "./task_size.ts";

/**
 * A key that is equal for runs that train the same program on the same data. A process that goes
 * from one to the next keeps its compiled steps, its model and its tokenized rows.
 *
 * Seed, learning rate, schedule and number of steps are inputs of the program: they do not count.
 * The configuration of the method counts as a whole, as it does for `Workbench.training()`.
 */
export function affinityOf(config: RunConfig): string {
  const known = KEYS.get(config);
  if (known !== undefined) return known;
  const key = makeKey(config);
  KEYS.set(config, key);
  return key;
}

/** Each run that ends is a reason to estimate all pending ones anew, of which there may be many. */
const KEYS = new WeakMap<RunConfig, string>();

function makeKey(config: RunConfig): string {
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

/**
 * Work of a run in tokens that pass through the model, up to a factor: only the order of runs and the
 * first estimates depend on it.
 *
 * A training step costs three forward passes (forward, and twice that backward); an evaluated
 * example costs one.
 */
export function roughCost(config: RunConfig): number {
  const { steps, batchSize, evaluateEvery } = config.training;
  const { tokens: typical, validation } = taskSize(config);
  const tokens = typical + Number(config.methodConfig.promptLength ?? 0);
  const evaluations = evaluateEvery === null ? 1 : Math.ceil(steps / evaluateEvery);
  const { dev, test } = config.examples;
  const evaluated = evaluations * (dev ?? validation) + (test ?? validation);
  return tokens * (3 * steps * batchSize + evaluated);
}
