/**
 * Made-up results for the tests of the report: every number comes from a seeded stream, so that
 * snapshots stay. Nothing of it may reach `results/`.
 *
 * @module
 */
import { hashValue } from "../../src/core/hash.ts";
import { Rng } from "../../src/core/rng.ts";
import type {
  Candidate,
  Cell,
  CellConfig,
  CellResult,
  TierSettings,
} from "../../src/lab/experiment.ts";
import type { RunConfig, RunRecord } from "../../src/lab/run.ts";
import { expandCandidates } from "../../src/lab/select.ts";
import type { ShownExperiment, ShownResult } from "../../src/report/view.ts";

const LIFT: Readonly<Record<string, number>> = {
  prompt: 0.62,
  residual_prompt: 0.67,
  mlp_prompt: 0.6,
  lstm_prompt: 0.5,
  full: 0.71,
};

/** A record with a made-up score; `score` fixes it. */
export function fakeRecord(config: RunConfig, score?: number): RunRecord {
  const runId = `fake.${config.method}.${config.task}-${hashValue(config).slice(0, 8)}`;
  const rng = new Rng(runId);
  const made = score ?? (LIFT[config.method] ?? 0.6) + 0.02 * rng.normal() +
      0.1 * new Rng(config.task).uniform();
  const { steps, evaluateEvery } = config.training;
  const count = evaluateEvery === null ? 0 : Math.floor(steps / evaluateEvery);
  return {
    runId,
    config,
    outcome: {
      dev: { score: made },
      test: { accuracy: made, score: made },
      series: Array.from({ length: count }, (_, i) => ({
        step: (i + 1) * evaluateEvery!,
        trainLoss: 1.2 / (i + 1) + 0.02 * rng.uniform(),
        dev: made * (1 - 0.5 / (i + 1)),
      })),
      losses: [],
      trainedParameters: 960 + (config.method === "residual_prompt" ? 12_640 : 0),
      storedParameters: config.method === "full" ? 663_552 : 960,
      counts: { train: 1000, dev: 300, test: 300 },
    },
    cost: { wallSeconds: 2.5, trainSeconds: 2, peakBytes: 1e8 },
    provenance: {
      command: `npx -y deno@2.7.14 task verify ${runId}`,
      commit: { id: "0123456789abcdef0123456789abcdef01234567", clean: true },
      hashes: { code: "c".repeat(64), weights: "a".repeat(64), data: "d".repeat(64) },
      versions: { deno: "2.7.14", kit: "0.1.0" },
      engine: { name: "tensorflow", version: "2.20.0" },
      machine: { os: "linux", arch: "x86_64", cpu: "Test CPU" },
      finishedAt: "2026-01-02T03:04:05.000Z",
    },
  } as RunRecord;
}

/** What a test may change of a made-up cell. */
export interface FakeOptions {
  /** Reported seeds that are there; absent: all. */
  readonly seeds?: readonly number[];
  /** Reason for the seeds that are not there. */
  readonly reason?: string;
  /** Test score by seed, instead of a made-up one. */
  readonly score?: (seed: number) => number;
}

/** A cell with made-up runs; the best made-up candidate is chosen. */
export function fakeCell(cell: Cell, options: FakeOptions = {}): CellResult {
  const candidates = expandCandidates(cell).map((config): Candidate => {
    const records = (cell.choose?.seeds ?? []).map((seed) => fakeRecord({ ...config, seed }));
    const devScore = records[0]?.outcome.dev.score ?? null;
    return { config, records, devScore, diverged: false };
  });
  const { labels: _labels, seeds, choose: _choose, ...own } = cell;
  const best = candidates.toSorted((a, b) => (b.devScore ?? 0) - (a.devScore ?? 0))[0];
  const config: CellConfig = best?.config ?? own;
  const there = seeds.filter((seed) => options.seeds?.includes(seed) ?? true);
  return {
    cell,
    config,
    candidates,
    records: there.map((seed) => fakeRecord({ ...config, seed }, options.score?.(seed))),
    missing: seeds.filter((seed) => !there.includes(seed))
      .map((seed) => ({ seed, reason: options.reason ?? null })),
  };
}

/** A whole experiment with made-up runs. */
export function fakeResult(
  experiment: ShownExperiment,
  tier: TierSettings,
  options: (cell: Cell) => FakeOptions = () => ({}),
): ShownResult {
  const cells = experiment.cells(tier).map((cell) => fakeCell(cell, options(cell)));
  return { experiment, tier, cells };
}
