/**
 * The file that a demonstration leaves: every run with its numbers, and what made them.
 *
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheDir, RESULTS, ROOT } from "../core/paths.ts";
import type { Execution } from "../lab/executor.ts";
import { traceRun } from "../lab/provenance.ts";
import type { Cost, Outcome, Provenance, RunConfig } from "../lab/run.ts";
import type { Source } from "../lab/source.ts";

/** Where the record of the demonstration on MiniLM stands. */
export const DEMO_FILE: string = join(RESULTS, "demo", "minilm.json");

/** One run of a demonstration: what decided it and what it found. */
export interface DemoRun {
  /** With `model` and `data` by name: a folder of the cache means nothing elsewhere. */
  readonly config: RunConfig;
  /** Without the loss of each step, which `series` sums up. */
  readonly outcome: Omit<Outcome, "losses">;
  readonly cost: Cost;
}

/** All runs of one call. */
export interface DemoRecord {
  /** The table as it was printed, in Markdown. */
  readonly table: string;
  readonly runs: readonly DemoRun[];
  readonly provenance: Provenance;
}

/** The part of a run that is kept. */
export function demoRun(
  config: RunConfig,
  { outcome: { losses: _, ...outcome }, cost }: Execution,
  names: Pick<RunConfig, "model" | "data">,
): DemoRun {
  return { config: { ...config, ...names }, outcome, cost };
}

/**
 * Puts a record together; no path of this machine is in it.
 *
 * @param last the last of the runs: all share engine, weights and data
 * @param command what makes the record again
 */
export function demoRecord(
  table: string,
  runs: readonly DemoRun[],
  last: Execution,
  source: Source,
  command: string,
): DemoRecord {
  const places = {
    [cacheDir()]: "(cache)",
    [ROOT.replace(/[\\/]$/, "")]: ".",
    [homedir()]: "~",
  };
  return { table, runs, provenance: { ...traceRun("demo", last, source, places), command } };
}
