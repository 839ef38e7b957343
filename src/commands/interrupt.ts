/**
 * Ctrl-C as a signal that work can be stopped with.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";

/** Exit code of a process that was interrupted: 128 and the number of SIGINT. */
export const EXIT_INTERRUPTED = 130;

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/**
 * Calls `work` with a signal that Ctrl-C raises. The second Ctrl-C ends the process at once; also
 * then nothing is left half written.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const listener = () => {
    if (stop.signal.aborted) Deno.exit(EXIT_INTERRUPTED);
    stop.abort(
      new RunInterrupted("Stopped: what is finished is kept, and the same command goes on"),
    );
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, listener);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, listener);
  }
}
