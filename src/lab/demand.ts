/**
 * Which runs are due: it grows as choices on dev are made, and shrinks as runs finish.
 *
 * @module
 */
import type { Cell } from "./experiment.ts";
import type { Known } from "./known.ts";
import { affinityOf } from "./affinity.ts";
import type { RunConfig } from "./run.ts";
import { findRuns, neededRuns } from "./select.ts";

/** A run to be made, once, for all the cells that wait for it. */
export interface Job {
  readonly runId: string;
  readonly config: RunConfig;
  readonly affinity: string;
}

/** The runs that a set of cells asks for, each named once however many cells share it. */
export class Demand {
  readonly #cells: readonly Cell[];
  readonly #known: Known;
  readonly #waiting = new Map<string, Set<Cell>>();
  /** Cells whose choice on dev is open. */
  readonly #open = new Set<Cell>();

  constructor(cells: readonly Cell[], known: Known) {
    this.#cells = cells;
    this.#known = known;
  }

  /** The runs that can start now. Call it once; later ones come from {@linkcode settle}. */
  start(): Job[] {
    return this.#cells.flatMap((cell) => this.#ask(cell));
  }

  /** Tells that something became known of a run; returns the runs that can start because of it. */
  settle(runId: string): Job[] {
    const cells = this.#waiting.get(runId) ?? [];
    this.#waiting.delete(runId);
    return [...cells].flatMap((cell) => this.#ask(cell));
  }

  /** The cells that wait for a run. */
  cellsOf(runId: string): Iterable<Cell> {
    return this.#waiting.get(runId) ?? [];
  }

  /** Reported runs that cannot be named yet, because candidates of their cell are unfinished. */
  get undecided(): number {
    return [...this.#open].reduce((sum, { seeds }) => sum + seeds.length, 0);
  }

  #ask(cell: Cell): Job[] {
    const jobs: Job[] = [];
    const found = findRuns(cell, this.#known);
    const needed = neededRuns(found);
    if (needed.length > 0 && found.config === null) this.#open.add(cell);
    else this.#open.delete(cell);
    for (const { runId, config } of needed) {
      const cells = this.#waiting.get(runId);
      if (cells === undefined) {
        this.#waiting.set(runId, new Set([cell]));
        jobs.push({ runId, config, affinity: affinityOf(config) });
      } else {
        cells.add(cell);
      }
    }
    return jobs;
  }
}
