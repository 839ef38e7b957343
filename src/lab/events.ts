/**
 * What happens while runs are made, for whoever shows it: a terminal, a notebook, a test.
 *
 * @module
 */
import type { StepProgress } from "./executor.ts";
import type { RunConfig, RunRecord } from "./run.ts";
import type { Failure } from "./select.ts";

/** One thing that happened. */
export type LabEvent =
  /** Before the first run, and whenever a choice on dev adds runs. */
  | {
    readonly type: "planned";
    /** Runs that are wanted in all, and those that are finished. */
    readonly total: number;
    readonly done: number;
    /** Estimated seconds of one worker for the rest; null if nothing alike was ever timed. */
    readonly secondsLeft: number | null;
  }
  /** Workers are ready. */
  | { readonly type: "opened"; readonly slots: number }
  | {
    readonly type: "started";
    readonly slot: number;
    readonly runId: string;
    readonly config: RunConfig;
  }
  | { readonly type: "step"; readonly slot: number; readonly progress: StepProgress }
  | { readonly type: "finished"; readonly slot: number; readonly record: RunRecord }
  /** Another process on the same results folder made the run. */
  | { readonly type: "shared"; readonly record: RunRecord }
  | { readonly type: "failed"; readonly slot: number; readonly failure: Failure }
  /** The worker ended; the run is tried once more. */
  | {
    readonly type: "retried";
    readonly slot: number;
    readonly runId: string;
    readonly reason: string;
  }
  /** A sentence for the reader: a download, a damaged file, an engine that was passed over. */
  | { readonly type: "notice"; readonly line: string };

/** Where events go. */
export type EventListener = (event: LabEvent) => void;
