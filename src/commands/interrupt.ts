/**
 * Ctrl-C, and what else asks a process to end, as a signal that work can be stopped with.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";

/** Exit code of a process that was interrupted: 128 and the number of SIGINT. */
export const EXIT_INTERRUPTED = 130;

/**
 * Whether a closed terminal leaves this process alone, as under `nohup`; Linux alone tells. It is read
 * before the first listener: with it Deno takes over the signals that end a process, ignored or not.
 */
const IGNORES_HANGUP = Deno.build.os === "linux" && ignoresHangup();

function ignoresHangup(): boolean {
  const ignored = Deno.readTextFileSync("/proc/self/status").match(/^SigIgn:\s*([0-9a-f]+)/m)?.[1];
  return (BigInt(`0x${ignored ?? 0}`) & 1n) === 1n; // SIGHUP is signal 1
}

/**
 * Calls `work` with a signal that Ctrl-C raises. The second Ctrl-C ends the process at once; also
 * then nothing is left half written.
 *
 * A terminal that is closed raises it too, and so does SIGTERM, however often they come: a batch system
 * sends it to all processes of a job, and `deno task` passes its own on.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const finish = () =>
    stop.abort(
      new RunInterrupted("Stopped: finished work is kept; run the same command to resume"),
    );
  const finishOrEnd = () => stop.signal.aborted ? Deno.exit(EXIT_INTERRUPTED) : finish();
  const listeners: (readonly [Deno.Signal, () => void])[] = [["SIGINT", finishOrEnd]];
  if (Deno.build.os !== "windows") {
    listeners.push(["SIGTERM", finish], ["SIGHUP", IGNORES_HANGUP ? () => {} : finish]);
  }
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  try {
    return await work(stop.signal);
  } finally {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}
