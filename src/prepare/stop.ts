/**
 * Stopping on request.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";

/** The error of a preparation that was stopped. */
export function stopped(): RunInterrupted {
  return new RunInterrupted("Stopped: no rows were written; what was downloaded is kept");
}

/**
 * Waits for work as long as the signal is not raised.
 *
 * @throws {RunInterrupted} if it is
 */
export async function unlessStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(stopped());
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
