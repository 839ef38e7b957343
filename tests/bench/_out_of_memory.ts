/**
 * How engines say that there is no memory left.
 *
 * @module
 */
import { PjrtError, RESOURCE_EXHAUSTED } from "../../src/engine/xla/pjrt.ts";

/** What stands in the messages of TensorFlow, CUDA and WebGPU. */
const WORDS = /out of memory|OOM when allocating|RESOURCE_EXHAUSTED|not enough memory left/i;

/** Whether an error, or what caused it, is a lack of memory. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isPjrts = error instanceof PjrtError && error.code === RESOURCE_EXHAUSTED;
  return isPjrts || WORDS.test(error.message) || isOutOfMemory(error.cause);
}
