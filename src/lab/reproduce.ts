/**
 * Reproducing experiments: which cells there are, which runs they need, and what is known then.
 *
 * @module
 */
import { Demand } from "./demand.ts";
import { Estimator } from "./estimate.ts";
import type { EventListener } from "./events.ts";
import type { Execution, Executor } from "./executor.ts";
import type { Cell, Experiment, ExperimentResult, TierSettings } from "./experiment.ts";
import { Known } from "./known.ts";
import { filterCells, type Only } from "./only.ts";
import type { Provenance, RunConfig, RunRecord } from "./run.ts";
import type { RunNamer } from "./run_id.ts";
import { runAll } from "./scheduler.ts";
import { type Failure, resolveCell } from "./select.ts";
import type { RunStore } from "./store.ts";

/** What making runs needs; see {@linkcode runAll} for the parts that make them. */
export interface MakeOptions {
  readonly store: RunStore;
  readonly nameOf: RunNamer;
  readonly open: (due: readonly RunConfig[], signal?: AbortSignal) => Promise<Executor>;
  readonly code: string;
  readonly trace: (runId: string, execution: Execution) => Provenance;
  /** Shipped runs: they help to estimate, and are never taken for finished ones. */
  readonly reference?: readonly RunRecord[];
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventListener;
  readonly budgetSeconds?: number | undefined;
  /** Whether the adapters of the runs made here are kept; absent: they are not. */
  readonly keepsAdapters?: boolean | undefined;
}

/** What reproducing needs. */
export interface ReproduceOptions extends MakeOptions {
  readonly tier: TierSettings;
  /** Cells that are run; absent: all. Every cell is reported, run or not. */
  readonly only?: Only | undefined;
}

/** Weighs runs by how much they would narrow what experiments leave open; the report knows how. */
export type WorthOf<View> = (
  results: readonly ExperimentResult<View>[],
) => readonly { readonly config: RunConfig; readonly worth: number }[];

/** What reproducing found. */
export interface Reproduction<View> {
  readonly results: readonly ExperimentResult<View>[];
  /** Runs that were tried in this call, or diverged in an earlier one, and have no record. */
  readonly failures: readonly Failure[];
}

/**
 * Makes the runs that cells miss, and returns what is known then.
 *
 * A run that several cells share is made once. A failed run leaves a gap and the others go on.
 * Calling it again makes only what is missing.
 *
 * @param worth by run id, how much runs narrow open verdicts; asked only with a budget
 * @throws {RunInterrupted} if `signal` was raised; finished runs are kept
 * @throws {UsageError} if the results folder cannot be written
 * @throws {EngineUnavailable} if runs are missing and the engine cannot start
 */
export async function makeRuns(
  cells: readonly Cell[],
  options: MakeOptions,
  worth?: (known: Known) => ReadonlyMap<string, number>,
): Promise<Known> {
  const { store, nameOf, onEvent = () => {} } = options;
  const { records, failures, damaged } = await store.load();
  for (const { file, movedTo, reason } of damaged) {
    onEvent({
      type: "notice",
      line: `${reason}: moved ${file} to ${movedTo}; the run is repeated`,
    });
  }
  const diverged = [...failures.values()].filter(({ kind }) => kind === "diverged");
  const known = new Known(nameOf, records.values(), diverged);
  await runAll({
    ...options,
    onEvent,
    known,
    demand: new Demand(cells, known),
    estimator: new Estimator(options.reference, records.values()),
    worth: worth && (() => worth(known)),
  });
  return known;
}

/**
 * Makes the runs that experiments miss, and puts together what is known of every cell.
 *
 * @throws {UsageError} if `only` means no cell, and as {@linkcode makeRuns}
 */
export async function reproduce<View>(
  experiments: readonly Experiment<View>[],
  options: ReproduceOptions & { readonly worthOf?: WorthOf<View> },
): Promise<Reproduction<View>> {
  const { tier, nameOf, only, worthOf } = options;
  const worth = worthOf &&
    ((known: Known) => worthByRun(worthOf(resolveResults(experiments, tier, known)), nameOf));
  const known = await makeRuns(wantedCells(experiments, tier, only), options, worth);
  return { results: resolveResults(experiments, tier, known), failures: [...known.failures()] };
}

/** A run that serves several comparisons is worth the sum. */
function worthByRun(worths: ReturnType<WorthOf<unknown>>, nameOf: RunNamer): Map<string, number> {
  const byRun = new Map<string, number>();
  for (const { config, worth } of worths) {
    const runId = nameOf(config);
    byRun.set(runId, (byRun.get(runId) ?? 0) + worth);
  }
  return byRun;
}

/** The cells of experiments that are to be run. */
export function wantedCells(
  experiments: readonly Experiment[],
  tier: TierSettings,
  only?: Only,
): Cell[] {
  const cells = experiments.flatMap((experiment) => experiment.cells(tier));
  return only === undefined ? cells : filterCells(cells, only);
}

/** What is known of every cell of experiments. */
export function resolveResults<View>(
  experiments: readonly Experiment<View>[],
  tier: TierSettings,
  known: Known,
): ExperimentResult<View>[] {
  return experiments.map((experiment) => ({
    experiment,
    tier,
    cells: experiment.cells(tier).map((cell) => resolveCell(cell, known)),
  }));
}
