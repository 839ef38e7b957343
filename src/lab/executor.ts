/**
 * Who carries out runs: worker processes in earnest, a function in tests.
 *
 * @module
 */
import type { Cost, Json, Outcome, RunConfig } from "./run.ts";

/** What carrying out a run gives. */
export interface Execution {
  readonly outcome: Outcome;
  readonly cost: Cost;
  readonly hashes: { readonly weights: string; readonly data: string };
  /** The engine's report. */
  readonly engine: Json;
}

/** How far a run is. */
export interface StepProgress {
  readonly step: number;
  readonly steps: number;
  /** Training loss of the step. */
  readonly loss: number;
}

/** Carries out runs, one at a time in each slot. */
export interface Executor {
  readonly slots: number;
  /**
   * Carries out one run.
   *
   * @throws {RunFailed} if the run has no result; the slot is ready for another one
   * @throws {WorkerLost} if the slot broke; it is mended before its next run
   */
  execute(
    slot: number,
    config: RunConfig,
    onProgress: (progress: StepProgress) => void,
  ): Promise<Execution>;
  /** Ends everything at once; runs under way are dropped and reject. */
  close(): Promise<void>;
}

/** The run has no result, and would have none the next time either. */
export class RunFailed extends Error {
  override name = "RunFailed";
  constructor(readonly kind: "diverged" | "failed", message: string) {
    super(message);
  }
}

/** The process that carried out the run ended: another one may succeed. */
export class WorkerLost extends Error {
  override name = "WorkerLost";
}
