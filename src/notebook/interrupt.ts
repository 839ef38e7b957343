/**
 * "Interrupt kernel" as an abort signal, so that long work can stop cleanly and the kernel lives on.
 *
 * @module
 */

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

/** Turns SIGINT, which would end the process, into {@linkcode interrupt}. */
export function listenForInterrupts(): void {
  try {
    Deno.addSignalListener("SIGINT", interrupt);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // a platform without this signal
  }
}
