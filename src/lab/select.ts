/**
 * Choosing hyper-parameters on dev: a pure function of finished runs.
 *
 * @module
 */
import type { Candidate, Cell, CellConfig, CellResult } from "./experiment.ts";
import type { Json, RunConfig, RunRecord } from "./run.ts";

/** Why a run has no record. */
export interface Failure {
  readonly runId: string;
  readonly config: RunConfig;
  /**
   * `diverged`: the loss left the finite numbers, which is a property of the configuration and
   * would happen again. `failed`: anything else; the next call tries again.
   */
  readonly kind: "diverged" | "failed";
  /** One sentence. */
  readonly reason: string;
}

/** A run by its name, with what is known of it: neither a record nor a failure if it was never tried. */
export interface FoundRun {
  readonly runId: string;
  readonly config: RunConfig;
  readonly record: RunRecord | undefined;
  readonly failure: Failure | undefined;
}

/** What is known of runs so far. */
export interface Findings {
  /** Names a run, which takes a hash, and looks it up. */
  find(config: RunConfig): FoundRun;
}

/** The runs of a cell, each named once. */
export interface CellRuns {
  readonly cell: Cell;
  /** The tuning runs of each candidate, in declared order; empty where nothing is chosen. */
  readonly tuning: readonly { readonly config: CellConfig; readonly runs: readonly FoundRun[] }[];
  /** The cell's configuration with the chosen values; null while candidates are unfinished. */
  readonly config: CellConfig | null;
  /** The reported runs, in the order of `cell.seeds`; empty while candidates are unfinished. */
  readonly reported: readonly FoundRun[];
}

/** The configuration of a cell without what only the declaration needs. */
export function plainConfig(cell: Cell): CellConfig {
  const { labels: _labels, seeds: _seeds, choose: _choose, ...config } = cell;
  return config;
}

/**
 * Every combination of the values to choose from, in declared order: the learning rate varies
 * slowest, then each key of `methodConfig` in turn. Empty if the cell chooses nothing.
 */
export function expandCandidates(cell: Cell): CellConfig[] {
  if (cell.choose === undefined) return [];
  const base = plainConfig(cell);
  const rates = cell.choose.learningRate ?? [base.training.learningRate];
  let combinations: Record<string, Json>[] = [{}];
  for (const [key, values] of Object.entries(cell.choose.methodConfig ?? {})) {
    combinations = combinations.flatMap((rest) =>
      values.map((value) => ({ ...rest, [key]: value }))
    );
  }
  return rates.flatMap((learningRate) =>
    combinations.map((chosen) => ({
      ...base,
      training: { ...base.training, learningRate },
      methodConfig: { ...base.methodConfig, ...chosen },
    }))
  );
}

/** What the tuning runs of one combination found. */
function judgeCandidate({ config, runs }: CellRuns["tuning"][number]): Candidate {
  const records = recordsOf(runs);
  const diverged = runs.some(({ failure }) => failure?.kind === "diverged");
  const complete = records.length === runs.length && runs.length > 0;
  return { config, records, diverged, devScore: complete ? meanDevScore(records) : null };
}

function recordsOf(runs: readonly FoundRun[]): RunRecord[] {
  return runs.map(({ record }) => record).filter((record) => record !== undefined);
}

function meanDevScore(records: readonly RunRecord[]): number {
  const total = records.reduce((sum, { runId, outcome }) => {
    const score = outcome.dev.score;
    if (score === undefined) throw new TypeError(`Cannot choose: "${runId}" has no dev score`);
    return sum + score;
  }, 0);
  return total / records.length;
}

/**
 * Picks the configuration with the best mean dev score; of equals the first in declared order.
 *
 * A diverged candidate is out. As long as another one has no score, nothing is picked: choosing
 * among fewer than was declared would be another experiment.
 *
 * @returns null while candidates are unfinished, or if all of them diverged
 */
export function chooseCandidate(candidates: readonly Candidate[]): CellConfig | null {
  const open = candidates.filter((candidate) => !candidate.diverged);
  let best: { config: CellConfig; score: number } | null = null;
  for (const { config, devScore } of open) {
    if (devScore === null) return null;
    if (best === null || devScore > best.score) best = { config, score: devScore };
  }
  return best?.config ?? null;
}

/** Finds the runs of a cell that can be named: its candidates, and once they are decided, its seeds. */
export function findRuns(cell: Cell, known: Findings): CellRuns {
  const find = (config: CellConfig, seeds: readonly number[]) =>
    seeds.map((seed) => known.find({ ...config, seed }));
  const tuning = expandCandidates(cell).map((config) => ({
    config,
    runs: find(config, cell.choose?.seeds ?? []),
  }));
  const config = cell.choose === undefined
    ? plainConfig(cell)
    : chooseCandidate(tuning.map(judgeCandidate));
  return { cell, tuning, config, reported: config === null ? [] : find(config, cell.seeds) };
}

/** All runs of a cell that can be named, candidates first. */
export function namedRuns({ tuning, reported }: CellRuns): FoundRun[] {
  return [...tuning.flatMap(({ runs }) => runs), ...reported];
}

/** The runs that a cell asks for and nothing is known of: candidates first, then reported ones. */
export function neededRuns({ tuning, reported }: CellRuns): FoundRun[] {
  const isUnknown = ({ record, failure }: FoundRun) => !record && !failure;
  const candidates = tuning.flatMap(({ runs }) => runs).filter(isUnknown);
  return candidates.length > 0 ? candidates : reported.filter(isUnknown);
}

/** Puts together what is known of a cell. */
export function resolveCell(cell: Cell, known: Findings): CellResult {
  const found = findRuns(cell, known);
  const { config, reported } = found;
  const missing = config === null
    ? cell.seeds.map((seed) => ({ seed, reason: openReason(found) }))
    : reported.filter(({ record }) => record === undefined)
      .map(({ config: { seed }, failure }) => ({ seed, reason: failure?.reason ?? null }));
  return {
    cell,
    config,
    candidates: found.tuning.map(judgeCandidate),
    records: recordsOf(reported),
    missing,
  };
}

/** Why a cell cannot be decided; null: its candidates are not all tried. */
function openReason({ tuning }: CellRuns): string | null {
  if (tuning.every((candidate) => judgeCandidate(candidate).diverged)) {
    return "Every candidate diverged";
  }
  const failed = tuning.flatMap(({ runs }) => runs)
    .find(({ failure }) => failure?.kind === "failed");
  return failed === undefined ? null : `A candidate failed: ${failed.failure!.reason}`;
}
