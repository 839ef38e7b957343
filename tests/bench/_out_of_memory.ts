/**
 * How engines say that there is no memory left.
 *
 * @module
 */
import { PjrtError, RESOURCE_EXHAUSTED } from "../../src/engine/xla/pjrt.ts";

/** What stands in the messages of our engines, CUDA and WebGPU. */
const WORDS = /memory is full|out of memory|RESOURCE_EXHAUSTED|not enough memory left/i;

/** Whether an error, or what caused it, is a lack of memory. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isPjrts = error instanceof PjrtError && error.code === RESOURCE_EXHAUSTED;
  return isPjrts || WORDS.test(error.message) || isOutOfMemory(error.cause);
}
