/**
 * "Interrupt kernel" as an abort signal, so that long work can stop cleanly and the kernel lives on.
 *
 * @module
 */

import { RunInterrupted } from "../core/errors.ts";

let controller = new AbortController();

/**
 * Returns the signal of the next interrupt. Ask once when the work starts and hold on to it: after an interrupt
 * the next caller gets a fresh one.
 */
export function interruptSignal(): AbortSignal {
  return controller.signal;
}

/** Aborts the current signal; what {@linkcode listenForInterrupts} does on SIGINT. */
export function interrupt(): void {
  const interrupted = controller;
  controller = new AbortController();
  interrupted.abort(new DOMException("Interrupted", "AbortError"));
}

/**
 * Does work that the caller's signal stops or, where there is none, an interrupt.
 *
 * Deno's kernel runs the cells that were queued behind an interrupted one, which then miss what it declares: the error
 * says so.
 *
 * @throws {RunInterrupted} if it was stopped
 */
export async function interruptible<T>(
  own: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (own !== undefined) return await work(own);
  const signal = interruptSignal();
  try {
    return await work(signal);
  } catch (error) {
    if (!(error instanceof RunInterrupted && signal.aborted)) throw error;
    throw new RunInterrupted(
      "Interrupted: what is finished is kept; run this cell again to go on. Cells queued behind it run all the same, " +
        "without its result",
    );
  }
}

/** Turns SIGINT, which would end the process, into {@linkcode interrupt}. */
export function listenForInterrupts(): void {
  try {
    Deno.addSignalListener("SIGINT", interrupt);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // a platform without this signal
  }
}
