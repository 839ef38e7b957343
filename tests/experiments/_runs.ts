/**
 * The runs that experiments ask for, counted before any of them is made.
 *
 * @module
 */
import { hashValue } from "../../src/core/hash.ts";
import type { Cell, CellConfig, TierSettings } from "../../src/lab/experiment.ts";
import { expandCandidates } from "../../src/lab/select.ts";
import type { ShownExperiment } from "../../src/report/view.ts";

/** Runs of a tier, each counted once however many cells share it. */
export interface Tally {
  /** Candidate runs and runs of cells that choose nothing, by hash of their configuration. */
  readonly named: ReadonlyMap<string, CellConfig>;
  /** Reported runs of cells that choose: at most so many, as some share what they choose. */
  readonly chosen: ReadonlyMap<string, CellConfig>;
}

function configOf(
  { labels: _labels, seeds: _seeds, choose: _choose, usual: _usual, ...config }: Cell,
) {
  return config;
}

/** Counts the runs of experiments at a tier. */
export function tallyRuns(experiments: readonly ShownExperiment[], tier: TierSettings): Tally {
  const named = new Map<string, CellConfig>();
  const chosen = new Map<string, CellConfig>();
  for (const cell of experiments.flatMap((experiment) => experiment.cells(tier))) {
    const config = configOf(cell);
    for (const candidate of expandCandidates(cell)) {
      for (const seed of cell.choose?.seeds ?? []) {
        named.set(hashValue({ ...candidate, seed }), candidate);
      }
    }
    for (const seed of cell.seeds) {
      if (cell.choose === undefined) named.set(hashValue({ ...config, seed }), config);
      else chosen.set(hashValue({ config, choose: cell.choose, seed }), config);
    }
  }
  return { named, chosen };
}

/**
 * Rough cost of a run in runs of 100 steps with a 10-token prompt, from measurements of the mini
 * model: 100 tokens cost four times as much, fine-tuning a third more, each evaluation on dev a
 * twentieth.
 */
export function costOf({ method, methodConfig, training }: CellConfig): number {
  const length = Number(methodConfig.promptLength ?? 10);
  const base = method === "full" ? 1.3 : 0.7 + 0.033 * length;
  const { evaluateEvery, steps } = training;
  const evaluations = evaluateEvery === null ? 0 : Math.floor(steps / evaluateEvery);
  return base * steps / 100 + 0.05 * evaluations;
}
