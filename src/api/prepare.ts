/**
 * Making rows of a table or a data set of the Hub, from a command, a program or a notebook.
 *
 * @module
 */
import { checkOptions } from "../core/options.ts";
import { say } from "../lab/terminal.ts";
import { interruptible } from "../notebook/interrupt.ts";
import { type Prepared, type PrepareRequest, prepareRows } from "../prepare/prepare.ts";
import { PREPARE } from "./option_kinds.ts";

/** What is made of what, and how. */
export interface PrepareOptions extends PrepareRequest {
  /** Stops the work; nothing is written then. */
  readonly signal?: AbortSignal;
  /** Takes sentences for the reader; absent: they go to standard error. */
  readonly notice?: (line: string) => void;
}

/**
 * Writes a file of `input` and `target` lines out of CSV, TSV, JSON, JSON Lines or Parquet files, or out of
 * a data set of the Hub, for `train`, `evaluate` and `compare`. A file that holds these rows already is no
 * obstacle: a cell can be run again.
 *
 * @throws {UsageError} if a source, a template or a value cannot be used, or the file is there already with other rows
 * @throws {NotCached} if a data set must be fetched and cannot be
 * @throws {RunInterrupted} if it was stopped
 *
 * @example
 * ```ts
 * await prepare({
 *   sources: ["nyu-mll/glue:sst2"],
 *   input: "sst2 sentence: {sentence}",
 *   target: "{label}",
 *   out: "sst2.jsonl",
 * });
 * ```
 */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  checkOptions("prepare", options, PREPARE);
  const { signal, notice = say, ...request } = options;
  return await interruptible(signal, (signal) => prepareRows(request, { signal, notice }));
}
