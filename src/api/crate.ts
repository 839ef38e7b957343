/**
 * Packing results into an RO-Crate to deposit and cite, from a command, a program or a notebook.
 *
 * @module
 */
import { join } from "node:path";
import { findFinished, type ResultsWords } from "../assembly/finished_results.ts";
import { RunInterrupted, UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { checkOptions } from "../core/options.ts";
import { pack, type PackedFile } from "../core/pack.ts";
import { ROOT } from "../core/paths.ts";
import { isDiskFull } from "../core/space.ts";
import { userPath } from "../core/user_path.ts";
import { type Author, parseAuthor } from "../crate/author.ts";
import { readCitationFile } from "../crate/citation_file.ts";
import { crateFiles } from "../crate/files.ts";
import { finishedAt, runsOf, setId } from "../crate/result_set.ts";
import { EXPERIMENTS } from "../experiments/mod.ts";
import { interruptible } from "../notebook/interrupt.ts";
import { CRATE } from "./option_kinds.ts";

/** What is packed, and in whose name. */
export interface CrateOptions extends ResultsWords {
  /** Who made the runs, each `NAME; AFFILIATION; ORCID`; absent: nobody is named, but for shipped runs. */
  readonly authors?: readonly string[];
  /** SPDX identifier of the licence of the results; absent: the kit's. */
  readonly license?: string;
  /** The archive; absent: `residual-prompts-ID.zip` in the present folder. */
  readonly out?: string;
  /** Stops the work; no archive is left. */
  readonly signal?: AbortSignal;
}

/** An archive that was written. */
export interface Crated {
  readonly path: string;
  /** Id of the set, such as `mini-3f9a1c2e`. */
  readonly id: string;
  /** How many runs it has. */
  readonly runs: number;
  readonly experiments: readonly string[];
  /** Experiments that were not named and have cells without any run. */
  readonly leftOut: readonly string[];
  readonly authors: readonly Author[];
}

/**
 * Packs finished runs with their tables, charts and reports into one archive, an RO-Crate that says how
 * each came to be. The same runs give the same bytes.
 *
 * @throws {UsageError} if there are no runs, a name is unknown, or the archive cannot be written
 * @throws {RunInterrupted} if it was stopped
 *
 * @example
 * ```ts
 * const { path, id } = await crate({ tier: "mini", authors: ["Ada Lovelace"] });
 * ```
 */
export async function crate(options: CrateOptions = {}): Promise<Crated> {
  checkOptions("crate", options, CRATE);
  const kit = readCitationFile(await Deno.readTextFile(join(ROOT, "CITATION.cff")));
  const named = options.authors?.map(parseAuthor);
  const license = checkLicense(options.license ?? kit.license);
  const { results, diverged, leftOut, isShipped } = await findFinished(options);
  const isWhole = Object.keys(EXPERIMENTS).length === results.length;
  const authors = named ?? (isShipped ? kit.authors : []);
  const files = crateFiles({ results, diverged, isWhole, authors, license, kit });
  const [id, runs] = [setId(results), runsOf(results)];
  const path = options.out ?? userPath(`residual-prompts-${id}.zip`);
  await interruptible(
    options.signal,
    (signal) => write(path, until(signal, files), finishedAt(runs)),
  );
  const experiments = results.map(({ experiment }) => experiment.name);
  return { path, id, runs: runs.length, experiments, leftOut, authors };
}

function checkLicense(license: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(license)) return license;
  throw new UsageError(
    `Cannot use --license as it must be an SPDX identifier, such as CC-BY-4.0: current value is ` +
      `"${license}"`,
  );
}

/** The files, until the signal is raised. */
async function* until(
  signal: AbortSignal,
  files: AsyncIterable<PackedFile>,
): AsyncGenerator<PackedFile> {
  for await (const file of files) {
    if (signal.aborted) throw new RunInterrupted("Stopped: no archive was written");
    yield file;
  }
}

async function write(path: string, files: AsyncIterable<PackedFile>, day: Date): Promise<void> {
  if (await exists(path)) {
    throw new UsageError(
      `Cannot write "${path}": it is there already: remove it, or choose another with --out`,
    );
  }
  try {
    await pack(path, files, day);
  } catch (cause) {
    const { message } = cause as Error;
    if (isDiskFull(message)) {
      throw new UsageError(`Cannot write "${path}": the disk is full: free some space`, { cause });
    }
    if (/\(os error \d+\)/.test(message)) {
      throw new UsageError(`Cannot write "${path}": ${message}`, { cause });
    }
    throw cause;
  }
}
