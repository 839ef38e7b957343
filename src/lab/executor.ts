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

/** Where a training is kept while it goes on, so that it can go on after a stop. */
export interface CheckpointPlace {
  /** The file; whoever gave it removes it when what the training was for is safe. */
  readonly path: string;
  /** Hash of the sources: others might train something else. */
  readonly code: string;
  /** Whether a file of another training, or a damaged one, is left alone and the training refused. */
  readonly keepsOther?: boolean;
  /** Seconds between two checkpoints; absent: some minutes, and more where they take long. */
  readonly everySeconds?: number;
}

/** A run to carry out. */
export interface Order {
  readonly config: RunConfig;
  /** Absent: the training is kept nowhere, and begins anew after a stop. */
  readonly checkpoint?: CheckpointPlace;
  /** Folder for the trained adapter; absent: it is dropped. A model that was trained whole is dropped, too. */
  readonly adapter?: string;
}

/** How far a run is. */
export interface StepProgress {
  readonly step: number;
  readonly steps: number;
  /** Training loss of the step; null where no step was made. */
  readonly loss: number | null;
  /** Seconds of training that are left; null as long as that is not known. */
  readonly secondsLeft: number | null;
  /** Examples that the evaluation under way has answered; absent between evaluations. */
  readonly answered?: { readonly done: number; readonly total: number };
}

/** Carries out runs, one at a time in each slot. */
export interface Executor {
  readonly slots: number;
  /**
   * Carries out one run.
   *
   * @throws {RunFailed} if the run has no result; the slot is ready for another one
   * @throws {NotWritten} if it has one, and no place for its adapter
   * @throws {WorkerLost} if the slot broke; it is mended before its next run
   */
  execute(
    slot: number,
    order: Order,
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
