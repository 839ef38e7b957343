/**
 * Carries out runs in worker processes.
 *
 * @module
 */
import {
  type Execution,
  type Executor,
  type Order,
  type StepProgress,
  WorkerLost,
} from "./executor.ts";
import type { Json } from "./run.ts";
import { type WorkerOptions, WorkerProcess } from "./worker_process.ts";

/** What opening a pool needs. */
export interface PoolOptions extends WorkerOptions {
  /**
   * How many workers there should be, given what the first one's engine reported: a machine with
   * one GPU is best served by one.
   */
  readonly slots: (report: Json) => number;
}

/** Worker processes, one for each slot. */
export class WorkerPool implements Executor {
  readonly #options: WorkerOptions;
  readonly #workers: (WorkerProcess | undefined)[];
  readonly #end = new AbortController();

  private constructor(options: WorkerOptions, workers: WorkerProcess[]) {
    const signals = [this.#end.signal, ...(options.signal ? [options.signal] : [])];
    this.#options = { ...options, signal: AbortSignal.any(signals) };
    this.#workers = workers;
  }

  /**
   * Starts the workers. The first one starts alone: what it downloads the others find, and if the
   * engine cannot start there is one error, not one for each.
   *
   * @throws {EngineUnavailable} if the machine lacks what the engine needs
   */
  static async open(options: PoolOptions): Promise<WorkerPool> {
    const first = await WorkerProcess.start(options);
    const count = Math.max(1, options.slots(first.report));
    const setup = { ...options.setup, engine: engineOf(first.report) ?? options.setup.engine };
    const rest = await Promise.allSettled(
      Array.from(
        { length: count - 1 },
        () => WorkerProcess.start({ ...options, setup, onNotice: () => {} }),
      ),
    );
    const workers = [first];
    for (const result of rest) {
      if (result.status === "fulfilled") workers.push(result.value);
      else options.onNotice(`A worker could not start: ${result.reason.message}`);
    }
    return new WorkerPool({ ...options, setup }, workers);
  }

  get slots(): number {
    return this.#workers.length;
  }

  async execute(
    slot: number,
    order: Order,
    onProgress: (progress: StepProgress) => void,
  ): Promise<Execution> {
    if (this.#end.signal.aborted) throw new WorkerLost("The workers were ended");
    const worker = this.#workers[slot] ??= await WorkerProcess.start(this.#options);
    try {
      return await worker.run(order, onProgress);
    } catch (error) {
      if (error instanceof WorkerLost) {
        this.#workers[slot] = undefined; // the next run gets a new process
        await worker.close();
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#end.abort(); // ends a process that is starting as well
    await Promise.all(this.#workers.map((worker) => worker?.close()));
    this.#workers.fill(undefined);
  }
}

/** The engine that `auto` came to, so that all workers use the same one. */
function engineOf(report: Json): string | undefined {
  const engine = (report as { engine?: unknown } | null)?.engine;
  return typeof engine === "string" ? engine : undefined;
}
