/**
 * Made-up cells and runs for the tests of the lab, which needs no model and no engine.
 *
 * @module
 */
import { hashValue } from "../../src/core/hash.ts";
import { RunInterrupted } from "../../src/core/errors.ts";
import {
  type Execution,
  type Executor,
  type Order,
  RunFailed,
  type StepProgress,
} from "../../src/lab/executor.ts";
import type { Cell, CellConfig, Experiment, TierSettings } from "../../src/lab/experiment.ts";
import type { Provenance, RunConfig, RunRecord } from "../../src/lab/run.ts";
import { runNamer } from "../../src/lab/run_id.ts";

/** Names runs as if everything were at version 1. */
export const nameOf = runNamer(() => ({
  task: 1,
  method: 1,
  protocol: 1,
  weights: null,
  rows: null,
}));

/** A complete configuration but for the seed. */
export function fakeConfig(changes: Partial<CellConfig> = {}): CellConfig {
  return {
    model: "mini",
    data: "made-up",
    task: "rte",
    method: "prompt",
    methodConfig: { promptLength: 4 },
    training: {
      steps: 3,
      batchSize: 2,
      learningRate: 0.3,
      optimizer: "adamw",
      weightDecay: 0,
      schedule: "constant",
      warmupSteps: 0,
      clipNorm: null,
      dropout: false,
      evaluateEvery: null,
      keep: "last",
    },
    answering: "rank",
    shots: null,
    examples: { train: 8, dev: 4, test: 4 },
    ...changes,
  };
}

/** A cell of two seeds that chooses nothing. */
export function fakeCell(changes: Partial<Cell> = {}): Cell {
  return { ...fakeConfig(), labels: { task: "RTE" }, seeds: [0, 1], ...changes };
}

/** A tier without models. */
export const TIER: TierSettings = {
  name: "mini",
  title: "Made-up tier",
  dataTitle: "made-up rows",
  models: ["mini"],
  data: "made-up",
  training: fakeConfig().training,
  answering: "rank",
  examples: { train: 8, dev: 4, test: 4 },
  seeds: [0, 1],
  tuningSeeds: [100],
};

/** An experiment of these cells. */
export function fakeExperiment(name: string, cells: readonly Cell[]): Experiment<null> {
  return {
    name,
    title: name,
    question: "Is it so?",
    source: "Table 0",
    notebook: `${name}.ipynb`,
    cells: () => cells,
    view: null,
  };
}

/** A score of 0..1 that depends on the configuration alone. */
export function fakeScore(config: RunConfig): number {
  return parseInt(hashValue(config).slice(0, 6), 16) / 0xffffff;
}

/** What a made-up run finds. */
export function fakeExecution(config: RunConfig, score = fakeScore(config)): Execution {
  return {
    outcome: {
      dev: { accuracy: score, score },
      test: { accuracy: score, score },
      series: [{ step: 3, trainLoss: 0.5, dev: score }],
      losses: [0.75, 0.5, 0.25],
      trainedParameters: 40,
      storedParameters: 40,
      counts: { train: 8, dev: 4, test: 4 },
    },
    cost: { wallSeconds: 2, trainSeconds: 1, peakBytes: 1000 },
    hashes: { weights: "0".repeat(64), data: "1".repeat(64) },
    engine: { engine: "fake", device: "none" },
  };
}

/** Where a made-up run came from. */
export function fakeProvenance(): Provenance {
  return {
    command: "none",
    commit: null,
    hashes: { code: "2".repeat(64), weights: "0".repeat(64), data: "1".repeat(64) },
    versions: {},
    engine: { engine: "fake", device: "none" },
    machine: { os: "linux", arch: "x86_64", cpu: "fake", vectors: "avx2" },
    finishedAt: "2025-01-01T00:00:00.000Z",
  };
}

/** The record of a made-up run. */
export function fakeRecord(config: RunConfig, score?: number): RunRecord {
  const { outcome, cost } = fakeExecution(config, score);
  return { runId: nameOf(config), config, outcome, cost, provenance: fakeProvenance() };
}

/** Carries out runs in this process; keeps what it was asked for. */
export class FakeExecutor implements Executor {
  readonly executed: RunConfig[] = [];
  readonly #stop = Promise.withResolvers<never>();
  closed = false;

  /** @param carryOut what a run gives; it may throw, or never end */
  constructor(
    readonly slots = 1,
    readonly carryOut: (
      config: RunConfig,
      onProgress: (progress: StepProgress) => void,
    ) => Promise<Execution> | Execution = (config) => fakeExecution(config),
  ) {
    this.#stop.promise.catch(() => {});
  }

  async execute(
    _slot: number,
    { config }: Order,
    onProgress: (progress: StepProgress) => void,
  ): Promise<Execution> {
    this.executed.push(config);
    await Promise.resolve();
    return await Promise.race([this.#stop.promise, this.carryOut(config, onProgress)]);
  }

  close(): Promise<void> {
    this.closed = true;
    this.#stop.reject(new RunInterrupted("Ended"));
    return Promise.resolve();
  }
}

/** Throws what a run that diverges throws. */
export function diverge(): never {
  throw new RunFailed("diverged", "Cannot go on training: loss is NaN at step 2");
}
