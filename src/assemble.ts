/**
 * Where the registries meet the lab: from names and options to runs, records and results.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { UsageError } from "./core/errors.ts";
import { privatePlaces, RESULTS, ROOT } from "./core/paths.ts";
import { didYouMean, lookUp } from "./core/registry.ts";
import type { EngineReport, Jit, Precision } from "./engine/engine.ts";
import { usesGpu } from "./engine/gpu.ts";
import { EXPERIMENTS, TIERS } from "./experiments/mod.ts";
import type { EventListener } from "./lab/events.ts";
import type { Executor } from "./lab/executor.ts";
import type { Cell, Experiment, TierSettings } from "./lab/experiment.ts";
import { memoryNeeds, prepareInputs } from "./inputs.ts";
import { WorkerPool } from "./lab/pool.ts";
import { traceRun } from "./lab/provenance.ts";
import { readReference, referencePath } from "./lab/reference.ts";
import type { ReproduceOptions } from "./lab/reproduce.ts";
import type { RunConfig, RunRecord } from "./lab/run.ts";
import { type RunNamer, runNamer } from "./lab/run_id.ts";
import { describeSource } from "./lab/source.ts";
import { RunStore } from "./lab/store.ts";
import { memoryHere, runsThatFit } from "./memory.ts";
import type { AnyMethod } from "./methods/method.ts";
import { METHODS } from "./methods/mod.ts";
import { withoutPlaces } from "./own_files.ts";
import type { ShownExperiment } from "./report/view.ts";
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
export const WORKER_SCRIPT: string = fileURLToPath(new URL("./worker.ts", import.meta.url));

/**
 * Finds experiments by name; no name means all.
 *
 * @throws {UsageError} if a name is unknown
 */
export function findExperiments(names: readonly string[]): ShownExperiment[] {
  const wanted = names.length === 0 ? Object.keys(EXPERIMENTS) : [...new Set(names)];
  return wanted.map((name) =>
    withDefaults(lookUp<ShownExperiment>(EXPERIMENTS, name, "experiment"))
  );
}

/** The experiment with complete cells: a declaration names only what differs from the defaults. */
export function withDefaults<View>(experiment: Experiment<View>): Experiment<View> {
  return { ...experiment, cells: (tier) => experiment.cells(tier).map(completeCell) };
}

function completeCell({ usual = {}, ...cell }: Cell): Cell {
  const { defaults, title } = lookUp<AnyMethod>(METHODS, cell.method, "method");
  const fitting = Object.entries(usual).filter(([key]) => Object.hasOwn(defaults, key));
  const named = completeConfig(cell.method, cell.methodConfig);
  const { method = title } = cell.labels;
  return {
    ...cell,
    methodConfig: { ...named, ...Object.fromEntries(fitting), ...cell.methodConfig },
    labels: { ...cell.labels, method: method === cell.method ? title : method },
  };
}

/**
 * The configuration of a method with its defaults written out.
 *
 * @throws {UsageError} if the method or a key is unknown
 */
export function completeConfig(
  method: string,
  config: RunConfig["methodConfig"],
): RunConfig["methodConfig"] {
  const { defaults } = lookUp<AnyMethod>(METHODS, method, "method");
  const known = Object.keys(defaults);
  for (const key of Object.keys(config)) {
    if (known.includes(key)) continue;
    throw new UsageError(
      `Cannot configure "${method}": "${key}" is not one of ${known.join(", ")}${
        didYouMean(key, known)
      }`,
    );
  }
  return { ...defaults, ...config };
}

/** A tier whose frozen weights are held in another precision: other runs, under a title of its own. */
export function withPrecision(tier: TierSettings, precision: Precision = "f32"): TierSettings {
  if (precision === "f32") return tier;
  const title = `${tier.title}, frozen weights in ${precision}`;
  return { ...tier, title, training: { ...tier.training, precision } };
}

/**
 * The settings of a tier, with other seeds if wanted.
 *
 * @param seeds a list, or how many: then the tier's own come first
 * @throws {UsageError} if the tier is unknown, or a seed is used for tuning
 */
export function findTier(name: string, seeds?: number | readonly number[]): TierSettings {
  const tier = lookUp(TIERS, name, "tier");
  if (seeds === undefined) return tier;
  const list = typeof seeds === "number" ? firstSeeds(tier, seeds) : [...new Set(seeds)];
  if (list.length === 0) {
    throw new UsageError("Cannot use no seeds: name at least one, or how many");
  }
  for (const seed of list) {
    if (Number.isSafeInteger(seed) && seed >= 0 && !tier.tuningSeeds.includes(seed)) continue;
    throw new UsageError(
      `Cannot use seed ${seed}: it must be an integer >= 0 and not a tuning seed: those are ` +
        `${tier.tuningSeeds.join(", ")}`,
    );
  }
  return { ...tier, seeds: list };
}

function firstSeeds(tier: TierSettings, count: number): number[] {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`Cannot use ${count} seeds: their number must be an integer >= 1`);
  }
  const seeds = tier.seeds.slice(0, count);
  for (let seed = 0; seeds.length < count; seed++) {
    if (!seeds.includes(seed) && !tier.tuningSeeds.includes(seed)) seeds.push(seed);
  }
  return seeds;
}

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
