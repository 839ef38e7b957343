/**
 * The finished results of a folder, as they may be published: those of a tier, or a comparison.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { privatePlaces, RESULTS } from "../core/paths.ts";
import type { Precision } from "../engine/engine.ts";
import { COMPARISON, comparisonOf } from "../experiments/comparison.ts";
import { Known } from "../lab/known.ts";
import { withNamesAlone } from "../lab/own_files.ts";
import { hidePlaces } from "../lab/provenance.ts";
import { resolveResults } from "../lab/reproduce.ts";
import type { Json, RunRecord } from "../lab/run.ts";
import { type Failure, findRuns, namedRuns } from "../lab/select.ts";
import { allRuns } from "../report/cite.ts";
import { fillOutline, type Outline } from "../report/outline.ts";
import { isPartial } from "../report/render.ts";
import type { ShownResult } from "../report/view.ts";
import { loadNamer, resultsFolder, shippedRuns } from "./assemble.ts";
import { loadRuns } from "./load_runs.ts";
import { findExperiments, findTier, withPrecision } from "./settings.ts";

/** Which results are meant. */
export interface ResultsWords {
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
}

/** Results that were found; no record in them names a place of this machine. */
export interface FinishedResults {
  /** At least one, each with at least one run. */
  readonly results: readonly ShownResult[];
  /** Runs of their cells that left the finite numbers. */
  readonly diverged: readonly Failure[];
  /** Names of experiments that were not asked for by name and have cells without any run. */
  readonly leftOut: readonly string[];
  /** Whether they are the repository's, for want of own ones. */
  readonly isShipped: boolean;
}

/**
 * Finds them.
 *
 * @throws {UsageError} if there are none, a name is unknown, or a run of the comparison is gone
 */
export async function findFinished(words: ResultsWords): Promise<FinishedResults> {
  const { experiments = [], results: folder = resultsFolder() } = words;
  const { records, failures } = await loadRuns(folder);
  const own = publish(records.values());
  if (words.tier === undefined && experiments.length === 0) {
    const comparison = await readComparison(folder, own);
    if (comparison !== undefined) {
      return { results: [comparison], diverged: [], leftOut: [], isShipped: false };
    }
  }
  const tier = withPrecision(findTier(words.tier ?? "mini", words.seeds), words.precision);
  const declared = findExperiments(experiments);
  const nameOf = await loadNamer();
  const resolve = (runs: readonly RunRecord[]) => {
    const known = new Known(nameOf, runs, failures.values());
    return { known, all: resolveResults(declared, tier, known) };
  };
  const here = resolve(own);
  const isShipped = folder === RESULTS && !here.all.some(hasRuns);
  const { known, all } = isShipped ? resolve(publish(await shippedRuns(tier))) : here;
  const results = choose(all, experiments.length > 0, `"${folder}"`, tier.name);
  return {
    results,
    diverged: divergedRuns(results, known),
    leftOut: all.filter((result) => !results.includes(result)).map(({ experiment }) =>
      experiment.name
    ),
    isShipped,
  };
}

const hasRuns = (result: ShownResult) => allRuns(result).length > 0;

/** Records as they may be published; they keep their ids, which depend on no place. */
function publish(records: Iterable<RunRecord>): RunRecord[] {
  const places = privatePlaces();
  return Array.from(records, (record) => {
    const named = { ...record, config: withNamesAlone(record.config) };
    return hidePlaces(named as unknown as Json, places) as unknown as RunRecord;
  });
}

/** The results with runs; those with cells that were never run only if they are named. */
function choose(
  all: readonly ShownResult[],
  isNamed: boolean,
  place: string,
  tier: string,
): ShownResult[] {
  const there = all.filter(hasRuns);
  if (there.length === 0) {
    throw new UsageError(
      `Cannot pack results without a finished run: ${place} has none of tier "${tier}"`,
    );
  }
  const chosen = isNamed ? there : there.filter((result) => !isPartial(result));
  if (chosen.length > 0) return chosen;
  throw new UsageError(
    `Cannot pack experiments with cells that were never run, unless they are named: in ${place}, ` +
      `all of tier "${tier}" have such cells`,
  );
}

/** A cell may be empty, or have other values chosen, because of them. */
function divergedRuns(results: readonly ShownResult[], known: Known): Failure[] {
  const runs = results.flatMap(({ cells }) =>
    cells.flatMap(({ cell }) => namedRuns(findRuns(cell, known)))
  );
  const failures = runs.flatMap(({ failure }) => failure?.kind === "diverged" ? [failure] : []);
  return [...new Map(failures.map((failure) => [failure.runId, failure])).values()]
    .map(({ config, ...failure }) => ({ ...failure, config: withNamesAlone(config) }));
}

/** The comparison whose outline `compare` left in a folder; undefined if there is none. */
async function readComparison(
  folder: string,
  runs: readonly RunRecord[],
): Promise<ShownResult | undefined> {
  const path = await outlinePath(folder);
  if (path === undefined) return undefined;
  try {
    const outline: Outline = JSON.parse(await Deno.readTextFile(path));
    const cells = fillOutline(outline, new Map(runs.map((run) => [run.runId, run])));
    const experiment = comparisonOf(cells.map(({ cell }) => cell));
    return { experiment, tier: outline.setting, cells };
  } catch (cause) {
    const fault = (cause as Error).message;
    throw new UsageError(
      `Cannot read "${path}": ${fault}: run the same \`compare\` again, which makes what is missing`,
      { cause },
    );
  }
}

async function outlinePath(folder: string): Promise<string | undefined> {
  for (const stem of [COMPARISON, `${COMPARISON}-partial`]) {
    const path = join(folder, "tables", `${stem}.json`);
    if (await exists(path)) return path;
  }
}
