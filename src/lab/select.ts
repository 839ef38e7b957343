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

/** What is known of runs so far. */
export interface Findings {
  record(config: RunConfig): RunRecord | undefined;
  failure(config: RunConfig): Failure | undefined;
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
function resolveCandidate(
  config: CellConfig,
  seeds: readonly number[],
  known: Findings,
): Candidate {
  const runs = seeds.map((seed) => ({ ...config, seed }));
  const records = runs.map((run) => known.record(run)).filter((record) => record !== undefined);
  const diverged = runs.some((run) => known.failure(run)?.kind === "diverged");
  const complete = records.length === seeds.length && seeds.length > 0;
  return { config, records, diverged, devScore: complete ? meanDevScore(records) : null };
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

/** Puts together what is known of a cell. */
export function resolveCell(cell: Cell, known: Findings): CellResult {
  const candidates = expandCandidates(cell).map((config) =>
    resolveCandidate(config, cell.choose?.seeds ?? [], known)
  );
  const config = cell.choose === undefined ? plainConfig(cell) : chooseCandidate(candidates);
  const records: RunRecord[] = [];
  const missing: { seed: number; reason: string | null }[] = [];
  for (const seed of cell.seeds) {
    const record = config === null ? undefined : known.record({ ...config, seed });
    if (record !== undefined) records.push(record);
    else missing.push({ seed, reason: missingReason(cell, config, seed, candidates, known) });
  }
  return { cell, config, candidates, records, missing };
}

function missingReason(
  cell: Cell,
  config: CellConfig | null,
  seed: number,
  candidates: readonly Candidate[],
  known: Findings,
): string | null {
  if (config !== null) return known.failure({ ...config, seed })?.reason ?? null;
  if (candidates.every((candidate) => candidate.diverged)) return "Every candidate diverged";
  for (const run of candidateRuns(cell)) {
    const failure = known.failure(run);
    if (failure?.kind === "failed") return `A candidate failed: ${failure.reason}`;
  }
  return null;
}

/** The tuning runs of a cell. */
function candidateRuns(cell: Cell): RunConfig[] {
  const seeds = cell.choose?.seeds ?? [];
  return expandCandidates(cell).flatMap((config) => seeds.map((seed) => ({ ...config, seed })));
}

/** The runs of a cell that can be named: its candidates, and once they are decided, its seeds. */
export function runsOf(cell: Cell, known: Findings): RunConfig[] {
  const { config } = resolveCell(cell, known);
  const reported = config === null ? [] : cell.seeds.map((seed) => ({ ...config, seed }));
  return [...candidateRuns(cell), ...reported];
}

/** The runs that a cell asks for and nothing is known of: candidates first, then reported ones. */
export function runsNeeded(cell: Cell, known: Findings): RunConfig[] {
  const unknown = (run: RunConfig) => !known.record(run) && !known.failure(run);
  const candidates = candidateRuns(cell).filter(unknown);
  if (candidates.length > 0) return candidates;
  return runsOf(cell, known).filter(unknown);
}
