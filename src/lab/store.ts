/**
 * The runs on disk: one file for each finished run, and its presence means that the run is done.
 *
 * ```
 * results/
 *   runs/<model>/<runId>.json      finished runs of this machine; git-ignored
 *   adapters/<runId>/               what runs trained, where it is asked for; git-ignored
 *   reference/<tier>.jsonl.gz      the runs that the repository ships (reference.ts)
 *   scratch/locks/<runId>.lock     runs under way
 *   scratch/checkpoints/...        trainings under way that take longer than minutes
 *   scratch/failed/<runId>.json    why a run has no record
 *   scratch/places/<runId>.json    where the files of one's own are whose names a record holds
 *   scratch/damaged/...            run files that could not be read, moved out of the way
 * ```
 *
 * Runs are shared by all experiments, so no folder is named after one. A clone starts without
 * `runs/`: what the repository ships must never be taken for something that this machine found, and
 * a thousand files in a checkout help nobody. A run file is never written twice.
 *
 * @module
 */
import { basename, join, relative } from "node:path";
import { sweepParts, writeAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { type Lock, tryLock } from "../core/lock.ts";
import { isDiskFull } from "../core/space.ts";
import { type Places, placesOf, withNamesAlone } from "./own_files.ts";
import { parseRecord, renderRecord } from "./record.ts";
import type { RunRecord } from "./run.ts";
import { modelSlug } from "./run_id.ts";
import type { Failure } from "./select.ts";

/** A file that could not be read, and where it is now. */
export interface Damage {
  readonly file: string;
  readonly movedTo: string;
  readonly reason: string;
}

/** What the store found on disk. */
export interface Contents {
  readonly records: ReadonlyMap<string, RunRecord>;
  readonly failures: ReadonlyMap<string, Failure>;
  readonly damaged: readonly Damage[];
}

/** The runs in one results folder. Several processes may use one folder at a time. */
export class RunStore {
  /**
   * @param folder the results folder; nothing is written before {@linkcode prepare}
   * @param write writes a whole file; a test can fill the disk
   */
  constructor(readonly folder: string, readonly write = writeAtomically) {}

  /** Where the file of a run is, or will be. */
  path(record: Pick<RunRecord, "runId" | "config">): string {
    return join(this.folder, "runs", modelSlug(record.config.model), `${record.runId}.json`);
  }

  /** Where the training of a run is kept as long as the run has no record. */
  checkpoint(runId: string): string {
    return this.#scratch("checkpoints", `${runId}.safetensors`);
  }

  /** Folder of what a run trained, where it is kept. */
  adapter(runId: string): string {
    return join(this.folder, "adapters", runId);
  }

  #scratch(kind: string, name: string): string {
    return join(this.folder, "scratch", kind, name);
  }

  /** Reads every run and failure; files that cannot be read are moved aside and named. */
  async load(): Promise<Contents> {
    const records = new Map<string, RunRecord>();
    const failures = new Map<string, Failure>();
    const damaged: Damage[] = [];
    for await (const path of jsonFiles(join(this.folder, "runs"), 1)) {
      const found = await this.#read(path);
      if (found === undefined) continue;
      if ("reason" in found) damaged.push(found);
      else records.set(found.runId, found);
    }
    for await (const path of jsonFiles(join(this.folder, "scratch", "failed"))) {
      const failure = await readFailure(path);
      if (failure !== undefined && !records.has(failure.runId)) {
        failures.set(failure.runId, failure);
      }
    }
    return { records, failures, damaged };
  }

  /** Reads one run; undefined if it is not there or was moved aside. */
  async read(run: Pick<RunRecord, "runId" | "config">): Promise<RunRecord | undefined> {
    const found = await this.#read(this.path(run));
    return found === undefined || "reason" in found ? undefined : found;
  }

  async #read(path: string): Promise<RunRecord | Damage | undefined> {
    const name = relative(this.folder, path);
    try {
      const record = parseRecord(await readFileText(path, name), name);
      if (basename(path) === `${record.runId}.json`) return await this.withPlaces(record);
      throw new SyntaxError(`Cannot read "${name}": it holds the run "${record.runId}"`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (!(error instanceof SyntaxError)) throw error;
      const movedTo = await this.#moveAside(path).catch((cause) => {
        throw storageError(this.folder, cause);
      });
      return { file: name, movedTo: relative(this.folder, movedTo), reason: error.message };
    }
  }

  /** The record with files of one's own by their places, as far as this machine made the run. */
  async withPlaces(record: RunRecord): Promise<RunRecord> {
    const places = await readPlaces(this.#scratch("places", `${record.runId}.json`));
    return { ...record, config: { ...record.config, ...places } };
  }

  async #moveAside(path: string): Promise<string> {
    await Deno.mkdir(join(this.folder, "scratch", "damaged"), { recursive: true });
    for (let copy = 1;; copy++) {
      const to = this.#scratch("damaged", `${basename(path, ".json")}.${copy}.json`);
      if (await exists(to)) continue;
      await Deno.rename(path, to);
      return to;
    }
  }

  /**
   * Finds out whether the folder can be written and locked, before anything is trained for it, and
   * removes what killed processes left half written.
   *
   * @throws {UsageError} if it cannot
   */
  async prepare(): Promise<void> {
    const probe = this.#scratch("", `writable-${crypto.randomUUID()}`);
    try {
      await this.write(probe, " "); // a file of nothing fits on a full disk
      const lock = await tryLock(probe);
      await lock?.release(); // which removes the file
      await sweepParts(join(this.folder, "runs"));
      await sweepParts(this.#scratch("checkpoints", ""));
    } catch (cause) {
      throw storageError(this.folder, cause);
    }
  }

  /**
   * Takes a run for this process, so that no other one works on it too.
   *
   * @returns undefined while another process works on it
   * @throws {UsageError} if the folder cannot be written
   */
  async claim(runId: string): Promise<Lock | undefined> {
    try {
      return await tryLock(this.#scratch("locks", `${runId}.lock`));
    } catch (cause) {
      throw storageError(this.folder, cause);
    }
  }

  /**
   * Writes a finished run.
   *
   * @throws {UsageError} if the folder cannot be written
   * @throws {TypeError} if the run has a file: a record is never replaced
   */
  async save(record: RunRecord): Promise<void> {
    const { runId, config } = record;
    const path = this.path(record);
    if (await exists(path)) {
      throw new TypeError(`Cannot write "${runId}": the run is finished already`);
    }
    const places = placesOf(config);
    try {
      if (places) await this.write(this.#scratch("places", `${runId}.json`), renderNote(places));
      await this.write(path, renderRecord({ ...record, config: withNamesAlone(config) }));
      await Deno.remove(join(this.folder, failurePath(runId))).catch(() => {});
      await Deno.remove(this.checkpoint(runId)).catch(() => {});
    } catch (cause) {
      throw storageError(this.folder, cause);
    }
  }

  /** Notes why a run has no record. */
  async saveFailure(failure: Failure): Promise<void> {
    try {
      await this.write(join(this.folder, failurePath(failure.runId)), renderNote(failure));
      if (failure.kind === "diverged") {
        await Deno.remove(this.checkpoint(failure.runId)).catch(() => {});
      }
    } catch (cause) {
      throw storageError(this.folder, cause);
    }
  }
}

/** Where it is noted, in a results folder, why a run has no record. */
export function failurePath(runId: string): string {
  return `scratch/failed/${runId}.json`;
}

/** The text of a run's file; a folder in its place is as wrong as a damaged file. */
async function readFileText(path: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.IsADirectory)) throw cause;
    throw new SyntaxError(`Cannot read "${name}": it is a folder`, { cause });
  }
}

/**
 * What is named `.json` in a folder, by name; nothing if there is no folder.
 *
 * @param levels of folders that are looked into
 */
async function* jsonFiles(folder: string, levels = 0): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw storageError(folder, error);
  });
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isDirectory && levels > 0) yield* jsonFiles(join(folder, name), levels - 1);
    else if (name.endsWith(".json")) yield join(folder, name);
  }
}

/** The text of what is not a record. */
export function renderNote(note: Failure | Places): string {
  return JSON.stringify(note, null, 1) + "\n";
}

/** Nothing if there is no note that can be read: the record has the names of the files. */
async function readPlaces(path: string): Promise<Places> {
  try {
    return JSON.parse(await Deno.readTextFile(path)) ?? {};
  } catch {
    return {};
  }
}

/** A note that cannot be read is dropped: the run is simply tried again. */
async function readFailure(path: string): Promise<Failure | undefined> {
  try {
    const failure: Failure = JSON.parse(await Deno.readTextFile(path));
    return typeof failure.runId === "string" ? failure : undefined;
  } catch {
    return undefined;
  }
}

/** Says in one sentence why a results folder cannot be used and what to do. */
export function storageError(folder: string, cause: unknown): UsageError {
  return new UsageError(`Cannot write results to "${folder}": ${faultOf(cause)}`, { cause });
}

function faultOf(cause: unknown): string {
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (isDiskFull(detail)) return "the disk is full: free some space and try again";
  if (
    cause instanceof Deno.errors.PermissionDenied || /read-only|EROFS|EACCES|EPERM/i.test(detail)
  ) {
    return "the folder is read-only: choose another with --results";
  }
  if (/no locks available|function not implemented|operation not supported/i.test(detail)) {
    return "its disk has no locks (flock), by which processes share out runs: choose another with --results";
  }
  return detail;
}
