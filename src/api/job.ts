/**
 * How a single job of a program or a notebook is run.
 *
 * @module
 */
import { given } from "../core/given.ts";
import type { Jit } from "../engine/engine.ts";
import type { SingleOptions } from "../jobs/request.ts";
import { say } from "../lab/terminal.ts";
import { interruptible } from "../notebook/interrupt.ts";
import { JobBar } from "./job_bar.ts";

/** How a job is run. */
export interface JobOptions {
  /** `auto`, or the name of an engine; absent: `auto`. */
  readonly engine?: string;
  readonly jit?: Jit;
  /** CPU threads; absent: the engine's default. */
  readonly threads?: number;
  /** Stops the work. */
  readonly signal?: AbortSignal;
  /** Takes sentences for the reader; absent: they go to standard error. */
  readonly notice?: (line: string) => void;
}

/** Does work that an interrupt stops, with a bar in a notebook. */
export async function withBar<T>(
  signal: AbortSignal | undefined,
  work: (bar: JobBar, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const bar = new JobBar();
  try {
    return await interruptible(signal, (signal) => work(bar, signal));
  } finally {
    await bar.finish();
  }
}

/** The same for the layer below, notices included. */
export function jobOf(
  { engine = "auto", jit, threads, notice }: JobOptions,
): Omit<SingleOptions, "signal"> {
  return { engine, ...given({ jit, threads }), notice: notice ?? say };
}
