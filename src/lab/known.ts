/**
 * What is known of runs, looked up by configuration.
 *
 * @module
 */
import type { RunConfig, RunRecord } from "./run.ts";
import type { RunNamer } from "./run_id.ts";
import type { Failure, Findings, FoundRun } from "./select.ts";

/** Records and failures by run id, asked for by configuration; it grows while runs finish. */
export class Known implements Findings {
  readonly #records: Map<string, RunRecord>;
  readonly #failures: Map<string, Failure>;

  constructor(
    readonly nameOf: RunNamer,
    records: Iterable<RunRecord>,
    failures: Iterable<Failure> = [],
  ) {
    this.#records = new Map(Array.from(records, (record) => [record.runId, record]));
    this.#failures = new Map(Array.from(failures, (failure) => [failure.runId, failure]));
  }

  /** What is known of a configuration's run. */
  find(config: RunConfig): FoundRun {
    const runId = this.nameOf(config);
    return { runId, config, record: this.#records.get(runId), failure: this.#failures.get(runId) };
  }

  /** Adds a finished run; an earlier failure of it is forgotten. */
  addRecord(record: RunRecord): void {
    this.#failures.delete(record.runId);
    this.#records.set(record.runId, record);
  }

  /** Adds a failed run. */
  addFailure(failure: Failure): void {
    this.#failures.set(failure.runId, failure);
  }

  /** All finished runs. */
  records(): Iterable<RunRecord> {
    return this.#records.values();
  }

  /** All failed runs. */
  failures(): Iterable<Failure> {
    return this.#failures.values();
  }
}
