/**
 * A demonstration: a real pretrained model that a package index ships, and what is compared on it.
 *
 * @module
 */
import { lookUp } from "../core/registry.ts";
import type { Cell } from "../lab/experiment.ts";
import type { RunConfig } from "../lab/run.ts";
import { PROTOCOL_VERSION, type RunNamer, runNamer } from "../lab/run_id.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import type { DemoRun } from "./record.ts";

/** Where model and data are: folder and file here, names in everything that is published. */
export type Place = Pick<RunConfig, "model" | "data">;

/** How much is trained. */
export interface DemoSize {
  /** Steps of each run. */
  readonly steps: number;
  /** Reported runs of each cell. */
  readonly seeds: number;
}

/** One demonstration. */
export interface Demo {
  /** Of its files in `results/demo`. */
  readonly name: string;
  readonly command: string;
  /** The size that leaves a record; others are tries. */
  readonly size: DemoSize;
  /** Names that mean the same everywhere. */
  readonly names: Place;
  /** SHA-256 of what the weights come in. */
  readonly weights: string;
  /**
   * Fetches the model and builds the task, as far as they are missing.
   *
   * @throws {NotCached} if something must be fetched and cannot be
   */
  prepare(notice: (line: string) => void): Promise<Place>;
  cells(place: Place, size: DemoSize): Cell[];
  /** The results in Markdown, for the terminal. */
  results(runs: readonly DemoRun[]): string;
  /** The page of the record: the results with what a reader must know. */
  page(runs: readonly DemoRun[]): string;
}

/**
 * Names the runs of a demonstration alike on every machine, wherever model and data are.
 *
 * @param rows hash of the task's file
 */
export function demoNamer(
  { names, weights }: Pick<Demo, "names" | "weights">,
  rows: string,
): RunNamer {
  const nameOf = runNamer(({ method }) => ({
    task: 1, // the hash of the rows says all
    method: lookUp<AnyMethod>(METHODS, method, "method").version,
    protocol: PROTOCOL_VERSION,
    weights,
    rows,
  }));
  return (config) => nameOf({ ...config, ...names });
}
