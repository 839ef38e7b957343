/**
 * Packing results into an RO-Crate to deposit and cite, from a command, a program or a notebook.
 *
 * @module
 */
import { join } from "node:path";
import {
  findExperiments,
  findTier,
  loadNamer,
  resultsFolder,
  shippedRuns,
  withPrecision,
} from "./assemble.ts";
import { type Author, parseAuthor } from "./crate/author.ts";
import { readCitationFile } from "./crate/citation_file.ts";
import { crateFiles } from "./crate/files.ts";
import { finishedAt, type ResultSet, runsOf, setId } from "./crate/result_set.ts";
import { UsageError } from "./core/errors.ts";
import { exists } from "./core/exists.ts";
import { pack, type PackedFile } from "./core/pack.ts";
import { privatePlaces, RESULTS, ROOT } from "./core/paths.ts";
import { isDiskFull } from "./core/space.ts";
import { userPath } from "./core/user_path.ts";
import type { Precision } from "./engine/engine.ts";
import { COMPARISON, comparisonOf } from "./experiments/comparison.ts";
import { EXPERIMENTS } from "./experiments/mod.ts";
import type { TierSettings } from "./lab/experiment.ts";
import { Known } from "./lab/known.ts";
import { placelessRecord } from "./lab/placeless.ts";
import { resolveResults } from "./lab/reproduce.ts";
import type { RunRecord } from "./lab/run.ts";
import type { Contents } from "./lab/store.ts";
import { loadRuns } from "./load_runs.ts";
import { allRuns } from "./report/cite.ts";
import { fillOutline, type Outline } from "./report/outline.ts";
import { isPartial } from "./report/render.ts";
import type { ShownResult } from "./report/view.ts";

/** What is packed. */
export interface CrateOptions {
  /** Names of experiments; absent or empty: all that have runs in every cell. */
  readonly experiments?: readonly string[];
  /** `mini`, `small` or `paper`; absent: the comparison in the results folder, if there is one, else `mini`. */
  readonly tier?: string;
  /** Seeds that are reported, or how many; absent: the tier's. */
  readonly seeds?: number | readonly number[];
  /** How frozen weights were held; absent: `f32`. */
  readonly precision?: Precision;
  /** Results folder; absent: `KIT_RESULTS`, else `results/` of the repository. */
  readonly results?: string;
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
 *
 * @example
 * ```ts
 * const { path, id } = await crate({ tier: "mini", authors: ["Ada Lovelace"] });
 * ```
 */
export async function crate(options: CrateOptions = {}): Promise<Crated> {
  const { authors, license, signal } = options;
  const kit = readCitationFile(await Deno.readTextFile(join(ROOT, "CITATION.cff")));
  const named = authors?.map(parseAuthor);
  checkLicense(license);
  const { results, leftOut, isShipped } = await findResults(options);
  const set: ResultSet = {
    results,
    isWhole: Object.keys(EXPERIMENTS).length === results.length,
    authors: named ?? (isShipped ? kit.authors : []),
    license: license ?? kit.license,
    kit,
  };
  const path = options.out ?? userPath(archiveName(results));
  const runs = runsOf(results);
  await write(path, until(signal, crateFiles(set)), finishedAt(runs));
  return {
    path,
    id: setId(results),
    runs: runs.length,
    experiments: results.map(({ experiment }) => experiment.name),
    leftOut,
    authors: set.authors,
  };
}

/** Name of the archive where none is given. */
function archiveName(results: readonly ShownResult[]): string {
  return `residual-prompts-${setId(results)}.zip`;
}

function checkLicense(license: string | undefined): void {
  if (license === undefined || /^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(license)) return;
  throw new UsageError(
    `Cannot use --license as it must be an SPDX identifier, such as CC-BY-4.0: current value is ` +
      `"${license}"`,
  );
}

/** Results to be packed. */
interface Found {
  readonly results: readonly ShownResult[];
  readonly leftOut: readonly string[];
  /** Whether they are the repository's, for want of own ones. */
  readonly isShipped: boolean;
}

async function findResults(options: CrateOptions): Promise<Found> {
  const { experiments = [], results: folder = resultsFolder() } = options;
  const contents = await loadRuns(folder);
  if (options.tier === undefined && experiments.length === 0) {
    const comparison = await readComparison(folder, contents.records);
    if (comparison !== undefined) return { results: [comparison], leftOut: [], isShipped: false };
  }
  const tier = withPrecision(findTier(options.tier ?? "mini", options.seeds), options.precision);
  const own = await resolve(tier, experiments, contents);
  const hasOwn = own.some((result) => allRuns(result).length > 0);
  const isShipped = !hasOwn && folder === RESULTS;
  const all = isShipped ? await resolve(tier, experiments, await shipped(tier)) : own;
  const there = all.filter((result) => allRuns(result).length > 0);
  if (there.length === 0) {
    throw new UsageError(
      `Cannot pack results without a finished run: "${folder}" has none of tier "${tier.name}"`,
    );
  }
  const results = experiments.length > 0 ? there : there.filter((result) => !isPartial(result));
  if (results.length === 0) {
    throw new UsageError(
      `Cannot pack experiments with cells that were never run, unless they are named: in "${folder}", ` +
        `all of tier "${tier.name}" have such cells`,
    );
  }
  const leftOut = all.filter((result) => !results.includes(result));
  return { results, leftOut: leftOut.map(({ experiment }) => experiment.name), isShipped };
}

/** What is known of the experiments, without places of this machine. */
async function resolve(
  tier: TierSettings,
  experiments: readonly string[],
  { records, failures }: Pick<Contents, "records" | "failures">,
): Promise<ShownResult[]> {
  const known = new Known(await loadNamer(), publish(records.values()), failures.values());
  return resolveResults(findExperiments(experiments), tier, known);
}

async function shipped(tier: TierSettings): Promise<Pick<Contents, "records" | "failures">> {
  const records = await shippedRuns(tier);
  return { records: new Map(records.map((record) => [record.runId, record])), failures: new Map() };
}

function publish(records: Iterable<RunRecord>): RunRecord[] {
  return Array.from(records, (record) => placelessRecord(record, privatePlaces()));
}

/**
 * The comparison whose outline `compare` left in a folder; undefined if there is none.
 *
 * @throws {UsageError} if one of its runs is not there
 */
async function readComparison(
  folder: string,
  records: ReadonlyMap<string, RunRecord>,
): Promise<ShownResult | undefined> {
  for (const stem of [COMPARISON, `${COMPARISON}-partial`]) {
    const path = join(folder, "tables", `${stem}.json`);
    if (!await exists(path)) continue;
    try {
      const outline: Outline = JSON.parse(await Deno.readTextFile(path));
      const published = publish(records.values()).map((record) => [record.runId, record] as const);
      const cells = fillOutline(outline, new Map(published));
      return {
        experiment: comparisonOf(cells.map(({ cell }) => cell)),
        tier: outline.setting,
        cells,
      };
    } catch (cause) {
      const fault = (cause as Error).message;
      throw new UsageError(
        `Cannot read "${path}": ${fault}: run the same \`compare\` again, which makes what is missing`,
        { cause },
      );
    }
  }
}

/** The files, until the signal is raised. */
async function* until(
  signal: AbortSignal | undefined,
  files: AsyncIterable<PackedFile>,
): AsyncGenerator<PackedFile> {
  for await (const file of files) {
    signal?.throwIfAborted();
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
