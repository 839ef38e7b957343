/**
 * Where the kit meets the lab: all that making runs takes, on this machine.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { privatePlaces, RESULTS, ROOT } from "../core/paths.ts";
import type { EngineReport, Jit } from "../engine/engine.ts";
import { usesGpu } from "../engine/gpu.ts";
import { memoryHere, runsThatFit } from "../estimates/memory.ts";
import type { EventListener } from "../lab/events.ts";
import type { Executor } from "../lab/executor.ts";
import type { TierSettings } from "../lab/experiment.ts";
import { withoutPlaces } from "../lab/own_files.ts";
import { WorkerPool } from "../lab/pool.ts";
import { traceRun } from "../lab/provenance.ts";
import { readReference, referencePath } from "../lab/reference.ts";
import type { ReproduceOptions } from "../lab/reproduce.ts";
import type { RunConfig, RunRecord } from "../lab/run.ts";
import { type RunNamer, runNamer } from "../lab/run_id.ts";
import { describeSource } from "../lab/source.ts";
import { RunStore } from "../lab/store.ts";
import { memoryNeeds, prepareInputs } from "./inputs.ts";
import { loadVersions } from "./versions.ts";

/** What runs are made with. */
export interface MachineOptions {
  /** Name of an engine; absent: `auto`. */
  readonly engine?: string;
  readonly jit?: Jit;
  /** Worker processes; absent: one for each core, or one where the engine uses a GPU. */
  readonly workers?: number;
  /**
   * CPU threads of a worker, null: the engine's default. Absent: one where several workers may run.
   * That does not depend on how many runs are due, as other threads may mean other last bits.
   */
  readonly threads?: number | null;
  /** Shows what workers write to standard error. */
  readonly debug?: boolean;
  readonly onEvent?: EventListener;
  /** Script of the worker processes; absent: the kit's own. */
  readonly worker?: string;
}

/** Script of a worker process. */
export const WORKER_SCRIPT: string = fileURLToPath(new URL("../worker.ts", import.meta.url));

/** The results folder: `KIT_RESULTS` if set, else `results/` of the repository. */
export function resultsFolder(): string {
  return Deno.env.get("KIT_RESULTS") || RESULTS;
}

/** The shipped runs of a tier, whatever the results folder is. */
export function shippedRuns(tier: TierSettings): Promise<RunRecord[]> {
  return readReference(referencePath(RESULTS, tier.name));
}

/** Makes the function that names runs, with the versions of everything that takes part. */
export async function loadNamer(): Promise<RunNamer> {
  return runNamer(await loadVersions(), withoutPlaces);
}

/** All that `reproduce` of the lab needs on this machine. */
export async function assemble(
  tier: TierSettings,
  results: string,
  options: MachineOptions,
): Promise<ReproduceOptions & { readonly reference: readonly RunRecord[] }> {
  const [nameOf, source, reference] = await Promise.all([
    loadNamer(),
    describeSource(ROOT),
    shippedRuns(tier),
  ]);
  const places = privatePlaces();
  return {
    tier,
    store: new RunStore(results),
    nameOf,
    reference,
    open: (due, signal) => openFor(due, options, signal),
    code: source.code,
    trace: (runId, execution) => traceRun(runId, execution, source, places),
    ...(options.onEvent ? { onEvent: options.onEvent } : {}),
  };
}

/** Brings what runs need to this machine and starts as many workers as its memory holds. */
export async function openFor(
  due: readonly RunConfig[],
  options: MachineOptions,
  signal?: AbortSignal,
): Promise<Executor> {
  if (options.worker !== undefined) return await openWorkers(due.length, options, signal);
  const notice = (line: string) => options.onEvent?.({ type: "notice", line });
  const { engine = "auto" } = options;
  const memory = await memoryHere(engine);
  const needs = await memoryNeeds(due, engine, memory, { notice });
  const most = needs.length === 0 ? Infinity : runsThatFit(needs, memory);
  await prepareInputs(due, { notice }, signal);
  return await openWorkers(Math.min(due.length, most), options, signal);
}

/** Starts worker processes for at most so many runs. */
export function openWorkers(
  runs: number,
  options: MachineOptions,
  signal?: AbortSignal,
): Promise<Executor> {
  const wanted = options.workers ?? navigator.hardwareConcurrency;
  const count = Math.max(1, Math.min(wanted, runs));
  return WorkerPool.open({
    script: options.worker ?? WORKER_SCRIPT,
    setup: {
      engine: options.engine ?? "auto",
      threads: options.threads === undefined ? (wanted > 1 ? 1 : null) : options.threads,
      jit: options.jit ?? null,
    },
    slots: (report) =>
      options.workers === undefined && usesGpu(report as unknown as EngineReport) ? 1 : count,
    onNotice: (line) => options.onEvent?.({ type: "notice", line }),
    debug: options.debug ?? false,
    signal,
  });
}
