/**
 * How long a run will take, from runs that were timed.
 *
 * @module
 */
import { affinityOf, roughCost } from "./affinity.ts";
import type { RunConfig, RunRecord } from "./run.ts";

/** Seconds per unit of rough cost, averaged over runs. */
class Pace {
  #sum = 0;
  #count = 0;

  add(seconds: number, cost: number): void {
    this.#sum += seconds / cost;
    this.#count++;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }
}

/** Paces of one machine: of each kind of run, and of all runs of a model. */
class Paces {
  readonly byAffinity = new Map<string, Pace>();
  readonly byModel = new Map<string, Pace>();

  add({ config, cost }: Pick<RunRecord, "config" | "cost">): void {
    const groups = [[this.byAffinity, affinityOf(config)], [this.byModel, config.model]] as const;
    for (const [paces, key] of groups) {
      const pace = paces.get(key) ?? new Pace();
      paces.set(key, pace);
      pace.add(cost.wallSeconds, roughCost(config));
    }
  }
}

/**
 * Estimates seconds of runs from those of this machine and, where it has run nothing alike yet,
 * from reference runs of another machine, scaled by how much faster or slower this one was so far.
 */
export class Estimator {
  readonly #own = new Paces();
  readonly #reference = new Paces();

  #guess: (config: RunConfig) => number | null = () => null;

  constructor(reference: Iterable<RunRecord> = [], own: Iterable<RunRecord> = []) {
    for (const record of reference) this.#reference.add(record);
    for (const record of own) this.#own.add(record);
  }

  /**
   * Estimates runs of models that were never timed by other means.
   *
   * @param guess seconds of a run; null: not known either
   */
  guessBy(guess: (config: RunConfig) => number | null): this {
    this.#guess = guess;
    return this;
  }

  /** Learns from a run that finished on this machine. */
  add(record: Pick<RunRecord, "config" | "cost">): void {
    this.#own.add(record);
  }

  /** Estimated wall seconds of one run on one worker; null if its model was never timed nor guessed. */
  seconds(config: RunConfig): number | null {
    const pace = this.#pace(affinityOf(config), config.model);
    return pace === undefined ? this.#guess(config) : pace * roughCost(config);
  }

  /**
   * Estimated wall seconds of all these runs on one worker; null if nothing was ever timed.
   *
   * @param unnamed runs that are not decided yet: they take as long as the others do on average
   */
  total(configs: readonly RunConfig[], unnamed: number): number | null {
    if (configs.length + unnamed === 0) return 0;
    const known = configs.map((config) => this.seconds(config)).filter((value) => value !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return known.length === 0 ? null : mean * (configs.length + unnamed);
  }

  #pace(affinity: string, model: string): number | undefined {
    const own = this.#own.byAffinity.get(affinity)?.mean;
    if (own !== undefined) return own;
    const reference = this.#reference.byAffinity.get(affinity)?.mean;
    if (reference !== undefined) return reference * this.#slowdown();
    return this.#own.byModel.get(model)?.mean ?? this.#reference.byModel.get(model)?.mean;
  }

  /** How many times longer runs take here than on the reference machine (geometric mean). */
  #slowdown(): number {
    let sum = 0, count = 0;
    for (const [affinity, pace] of this.#own.byAffinity) {
      const reference = this.#reference.byAffinity.get(affinity);
      if (reference === undefined) continue;
      sum += Math.log(pace.mean / reference.mean);
      count++;
    }
    return count === 0 ? 1 : Math.exp(sum / count);
  }
}
