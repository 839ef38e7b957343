/**
 * From names and options to what was declared: experiments with complete cells, tiers.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { didYouMean, lookUp } from "../core/registry.ts";
import type { Precision } from "../engine/engine.ts";
import { EXPERIMENTS, TIERS } from "../experiments/mod.ts";
import type { Cell, Experiment, TierSettings } from "../lab/experiment.ts";
import type { RunConfig } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import type { ShownExperiment } from "../report/view.ts";

/**
 * Finds experiments by name; no name means all.
 *
 * @throws {UsageError} if a name is unknown
 */
export function findExperiments(names: readonly string[]): ShownExperiment[] {
  const wanted = names.length === 0 ? Object.keys(EXPERIMENTS) : [...new Set(names)];
  return wanted.map((name) =>
    withDefaults(lookUp<ShownExperiment>(EXPERIMENTS, name, "experiment"))
  );
}

/** The experiment with complete cells: a declaration names only what differs from the defaults. */
export function withDefaults<View>(experiment: Experiment<View>): Experiment<View> {
  return { ...experiment, cells: (tier) => experiment.cells(tier).map(completeCell) };
}

function completeCell({ usual = {}, ...cell }: Cell): Cell {
  const { defaults, title } = lookUp<AnyMethod>(METHODS, cell.method, "method");
  const fitting = Object.entries(usual).filter(([key]) => Object.hasOwn(defaults, key));
  const named = completeConfig(cell.method, cell.methodConfig);
  const { method = title } = cell.labels;
  return {
    ...cell,
    methodConfig: { ...named, ...Object.fromEntries(fitting), ...cell.methodConfig },
    labels: { ...cell.labels, method: method === cell.method ? title : method },
  };
}

/**
 * The configuration of a method with its defaults written out.
 *
 * @throws {UsageError} if the method or a key is unknown
 */
export function completeConfig(
  method: string,
  config: RunConfig["methodConfig"],
): RunConfig["methodConfig"] {
  const { defaults } = lookUp<AnyMethod>(METHODS, method, "method");
  const known = Object.keys(defaults);
  for (const key of Object.keys(config)) {
    if (known.includes(key)) continue;
    throw new UsageError(
      `Cannot configure "${method}": "${key}" is not one of ${known.join(", ")}${
        didYouMean(key, known)
      }`,
    );
  }
  return { ...defaults, ...config };
}

/** A tier whose frozen weights are held in another precision: other runs, under a title of its own. */
export function withPrecision(tier: TierSettings, precision: Precision = "f32"): TierSettings {
  if (precision === "f32") return tier;
  const title = `${tier.title}, frozen weights in ${precision}`;
  return { ...tier, title, training: { ...tier.training, precision } };
}

/**
 * The settings of a tier, with other seeds if wanted.
 *
 * @param seeds a list, or how many: then the tier's own come first
 * @throws {UsageError} if the tier is unknown, or a seed is used for tuning
 */
export function findTier(name: string, seeds?: number | readonly number[]): TierSettings {
  const tier = lookUp(TIERS, name, "tier");
  if (seeds === undefined) return tier;
  const list = typeof seeds === "number" ? firstSeeds(tier, seeds) : [...new Set(seeds)];
  if (list.length === 0) {
    throw new UsageError("Cannot use no seeds: name at least one, or how many");
  }
  for (const seed of list) {
    if (Number.isSafeInteger(seed) && seed >= 0 && !tier.tuningSeeds.includes(seed)) continue;
    throw new UsageError(
      `Cannot use seed ${seed}: it must be an integer >= 0 and not a tuning seed: those are ` +
        `${tier.tuningSeeds.join(", ")}`,
    );
  }
  return { ...tier, seeds: list };
}

function firstSeeds(tier: TierSettings, count: number): number[] {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`Cannot use ${count} seeds: their number must be an integer >= 1`);
  }
  const seeds = tier.seeds.slice(0, count);
  for (let seed = 0; seeds.length < count; seed++) {
    if (!seeds.includes(seed) && !tier.tuningSeeds.includes(seed)) seeds.push(seed);
  }
  return seeds;
}
