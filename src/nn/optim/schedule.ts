/**
 * Schedules of the learning rate: host functions from the number of a step to a factor.
 *
 * Source: `transformers.get_{constant,linear,cosine}_schedule_with_warmup`.
 *
 * @module
 */
import { lookUp } from "../../core/registry.ts";

/** Where training begins and ends. */
export interface Span {
  /** Steps over which the factor rises from 0 to 1. */
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/** Factor after warm-up by the share of the steps that is done, 0 to 1. */
const SHAPES = {
  constant: () => 1,
  linear: (done: number) => 1 - done,
  cosine: (done: number) => (1 + Math.cos(Math.PI * done)) / 2,
} satisfies Record<string, (done: number) => number>;

/** Name of a schedule. */
export type ScheduleName = keyof typeof SHAPES;

/**
 * Factor of the learning rate at a step.
 *
 * @param step counted from 0; with warm-up, step 0 has factor 0, as in the reference
 * @returns 0 to 1
 * @throws {UsageError} if the name is unknown
 *
 * @example Half-way
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(scheduleFactor("linear", 50, { warmupSteps: 0, totalSteps: 100 }), 0.5);
 * ```
 */
export function scheduleFactor(name: ScheduleName, step: number, span: Span): number {
  const shape: (done: number) => number = lookUp(SHAPES, name, "schedule");
  const { warmupSteps, totalSteps } = span;
  if (step < warmupSteps) return step / warmupSteps;
  const done = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  return shape(Math.min(1, done));
}
