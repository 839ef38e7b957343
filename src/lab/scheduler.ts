/**
 * Makes every run that is due, on all slots at once, and keeps what it finds.
 *
 * Each slot takes a run, locks it against other processes, carries it out and saves its record
 * before it takes the next one. A run that fails is noted and the others go on; a full disk, an
 * engine that cannot start or a request to stop ends all of them, and nothing finished is lost.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";
import { mostUrgent } from "./budget.ts";
import type { Demand, Job } from "./demand.ts";
import type { Estimator } from "./estimate.ts";
import type { EventListener } from "./events.ts";
import {
  type Execution,
  type Executor,
  type Order,
  RunFailed,
  type StepProgress,
  WorkerLost,
} from "./executor.ts";
import type { Known } from "./known.ts";
import { pickJob } from "./pick.ts";
import type { Provenance, RunConfig, RunRecord } from "./run.ts";
import type { Failure } from "./select.ts";
import type { RunStore } from "./store.ts";

/** What making runs needs. */
export interface SchedulerOptions {
  readonly demand: Demand;
  readonly known: Known;
  readonly store: RunStore;
  readonly estimator: Estimator;
  /** Gets ready for these runs and those that follow from them; not called if nothing is due. */
  readonly open: (due: readonly RunConfig[], signal?: AbortSignal) => Promise<Executor>;
  /** Hash of the sources: a checkpoint of others is not gone on with. */
  readonly code: string;
  /** Whether the adapters of the runs are kept; absent: they are not. */
  readonly keepsAdapters?: boolean | undefined;
  /** Where a run came from; called when it is finished. */
  readonly trace: (runId: string, execution: Execution) => Provenance;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: EventListener;
  /** No run is started that would not end within so many seconds; absent: no limit. */
  readonly budgetSeconds?: number | undefined;
  /** By run id, how much runs narrow open verdicts; asked only with a budget. */
  readonly worth?: (() => ReadonlyMap<string, number>) | undefined;
}

/** A worker that dies takes its run down once; the second time the run is to blame. */
const ATTEMPTS = 2;

const STOPPED = "Stopped: finished runs are kept; run the same command to resume";

/** Milliseconds between two estimates of the time left while runs are under way. */
const ANNOUNCE_MS = 5000;

/** Milliseconds between looks at runs that another process is making. */
const POLL_MS = 500;

/**
 * Makes all runs that are due and those that become due because of them.
 *
 * @throws {RunInterrupted} if `signal` was raised; finished runs are kept
 * @throws {UsageError} if the results folder cannot be written
 */
export async function runAll(options: SchedulerOptions): Promise<void> {
  const { store, signal } = options;
  const scheduler = new Scheduler(options);
  if (scheduler.pending.length === 0) return;
  await store.prepare();
  const executor = await options.open(scheduler.pending, signal).catch((error) => {
    throw signal?.aborted ? new RunInterrupted(STOPPED) : error;
  });
  try {
    await scheduler.run(executor);
  } finally {
    await executor.close();
  }
}

class Scheduler {
  readonly #options: SchedulerOptions;
  #pending: Job[];
  readonly #running = new Set<Job>();
  /** Runs that another process is making. */
  #elsewhere: Job[] = [];
  readonly #attempts = new Map<string, number>();
  readonly #startedAt = performance.now();
  /** Seconds that runs under way still take, by what they say themselves. */
  readonly #left = new WeakMap<Job, number>();
  #announcedAt = -Infinity;
  #wanted: number;
  #done = 0;
  #stopped: { readonly reason: unknown } | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#pending = options.demand.start();
    this.#wanted = this.#pending.length;
  }

  /** The runs that wait. */
  get pending(): RunConfig[] {
    return this.#pending.map(({ config }) => config);
  }

  async run(executor: Executor): Promise<void> {
    const { signal, onEvent } = this.#options;
    onEvent({ type: "opened", slots: executor.slots });
    this.#announce();
    const stop = () => {
      this.#stop(new RunInterrupted(STOPPED));
      executor.close(); // runs under way reject, which ends their slots
    };
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop(); // while the workers were started
    try {
      const slots = Array.from({ length: executor.slots }, (_, slot) => this.#work(slot, executor));
      await Promise.all(slots.map((slot) =>
        slot.catch((error) => {
          this.#stop(error);
          return executor.close();
        })
      ));
    } finally {
      signal?.removeEventListener("abort", stop);
    }
    if (this.#stopped !== undefined) throw this.#stopped.reason;
  }

  /** One slot: takes runs until none is left. */
  async #work(slot: number, executor: Executor): Promise<void> {
    let last: string | null = null;
    while (this.#stopped === undefined) {
      const job = this.#take(last);
      if (job !== undefined) {
        last = job.affinity;
        this.#running.add(job);
        await this.#settle(slot, job, executor).finally(() => this.#running.delete(job));
        this.#wakeAll();
      } else if (this.#running.size === 0 && this.#elsewhere.length === 0) {
        this.#wakeAll();
        return;
      } else {
        await this.#pause();
      }
    }
  }

  #take(last: string | null): Job | undefined {
    const running = [...this.#running];
    let candidates = this.#pending;
    if (this.#options.budgetSeconds !== undefined) {
      const { demand, known, estimator, worth } = this.#options;
      let worths: ReadonlyMap<string, number> | undefined;
      const fitting = candidates.filter((job) => this.#fits(job));
      candidates = mostUrgent(fitting, running, demand, known, {
        seconds: ({ config }) => estimator.seconds(config),
        worth: ({ runId }) => (worths ??= worth?.() ?? new Map()).get(runId) ?? 0,
      });
    }
    const job = pickJob(candidates, last, new Set(running.map(({ affinity }) => affinity)));
    if (job !== undefined) this.#pending = this.#pending.filter((other) => other !== job);
    return job;
  }

  /** Whether a run would end within the budget. */
  #fits(job: Job): boolean {
    const elapsed = (performance.now() - this.#startedAt) / 1000;
    const seconds = this.#options.estimator.seconds(job.config) ?? 0;
    return elapsed + seconds <= (this.#options.budgetSeconds ?? Infinity);
  }

  /** Brings one run to its end: a record, a failure, or another try later. */
  async #settle(slot: number, job: Job, executor: Executor): Promise<void> {
    const { store, onEvent } = this.#options;
    const lock = await store.claim(job.runId);
    if (lock === undefined) {
      this.#elsewhere.push(job);
      return;
    }
    try {
      const made = await store.read(job); // another process may have made it a moment ago
      if (made !== undefined) {
        onEvent({ type: "shared", record: made });
        this.#settled(job, made);
        return;
      }
      onEvent({ type: "started", slot, runId: job.runId, config: job.config });
      const execution = await executor.execute(
        slot,
        this.#order(job),
        (progress) => this.#step(slot, job, progress),
      );
      if (this.#stopped === undefined) await this.#finish(slot, job, execution);
    } catch (error) {
      await this.#fail(slot, job, error);
    } finally {
      await lock.release();
    }
  }

  #order({ runId, config }: Job): Order {
    const { store, code, keepsAdapters } = this.#options;
    const checkpoint = { path: store.checkpoint(runId), code };
    return { config, checkpoint, ...(keepsAdapters && { adapter: store.adapter(runId) }) };
  }

  #step(slot: number, job: Job, progress: StepProgress): void {
    this.#options.onEvent({ type: "step", slot, progress });
    if (progress.secondsLeft === null) return;
    this.#left.set(job, progress.secondsLeft);
    if (performance.now() >= this.#announcedAt + ANNOUNCE_MS) this.#announce();
  }

  async #finish(slot: number, job: Job, execution: Execution): Promise<void> {
    const { store, estimator, trace, onEvent } = this.#options;
    const { runId, config } = job;
    const { outcome, cost } = execution;
    const record = { runId, config, outcome, cost, provenance: trace(runId, execution) };
    await store.save(record);
    estimator.add(record);
    onEvent({ type: "finished", slot, record });
    this.#settled(job, record);
  }

  /** Notes why a run has no record; what is not the run's fault is thrown on. */
  async #fail(slot: number, job: Job, error: unknown): Promise<void> {
    if (this.#stopped !== undefined) return; // the run was dropped, which says nothing about it
    const { runId, config } = job;
    const { store, onEvent } = this.#options;
    if (error instanceof WorkerLost) {
      const attempts = (this.#attempts.get(runId) ?? 0) + 1;
      this.#attempts.set(runId, attempts);
      if (attempts < ATTEMPTS) {
        onEvent({ type: "retried", slot, runId, reason: error.message });
        this.#left.delete(job);
        this.#pending.push(job);
        return;
      }
    } else if (!(error instanceof RunFailed)) {
      throw error;
    }
    const kind = error instanceof RunFailed ? error.kind : "failed";
    const failure: Failure = { runId, config, kind, reason: error.message };
    await store.saveFailure(failure);
    onEvent({ type: "failed", slot, failure });
    this.#settled(job, failure);
  }

  /** Adds what was found, and the runs that are due because of it. */
  #settled(job: Job, found: RunRecord | Failure): void {
    const { demand, known } = this.#options;
    this.#running.delete(job);
    if ("outcome" in found) known.addRecord(found);
    else known.addFailure(found);
    const jobs = demand.settle(job.runId);
    this.#pending.push(...jobs);
    this.#wanted += jobs.length;
    this.#done++;
    this.#announce();
  }

  #announce(): void {
    this.#announcedAt = performance.now();
    const { demand, onEvent } = this.#options;
    const total = this.#wanted + demand.undecided;
    onEvent({ type: "planned", total, done: this.#done, secondsLeft: this.#secondsLeft() });
  }

  /** Seconds of one worker for the rest: runs that are well under way know their own. */
  #secondsLeft(): number | null {
    const { demand, estimator } = this.#options;
    const running = [...this.#running];
    const early = running.filter((job) => !this.#left.has(job));
    const rest = [...this.#pending, ...early, ...this.#elsewhere].map(({ config }) => config);
    const others = estimator.total(rest, demand.undecided);
    if (others === null) return null;
    return running.reduce((sum, job) => sum + (this.#left.get(job) ?? 0), others);
  }

  /** Waits until something changes, or until it is time to look at other processes' runs. */
  async #pause(): Promise<void> {
    if (this.#elsewhere.length === 0) return await this.#wake.promise;
    let timer: number | undefined;
    const time = new Promise<void>((resolve) => timer = setTimeout(resolve, POLL_MS));
    await Promise.race([this.#wake.promise, time]);
    clearTimeout(timer);
    this.#pending.push(...this.#elsewhere);
    this.#elsewhere = [];
  }

  #stop(reason: unknown): void {
    this.#stopped ??= { reason };
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
