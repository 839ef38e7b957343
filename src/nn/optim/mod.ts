/**
 * The optimizers by name.
 *
 * @module
 */
import { adafactor } from "./adafactor.ts";
import { adamw } from "./adamw.ts";
import type { Optimizer } from "./optimizer.ts";

/** All optimizers; each takes `weightDecay`, the rest of its options is its own. */
export const OPTIMIZERS: Readonly<Record<string, Optimizer<{ readonly weightDecay: number }>>> = {
  adamw: adamw as Optimizer<{ readonly weightDecay: number }>,
  adafactor: adafactor as Optimizer<{ readonly weightDecay: number }>,
};
