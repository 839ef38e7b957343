/**
 * From a few words to a comparison of one's own: methods with their settings, tasks, seeds.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { lookUp } from "../core/registry.ts";
import { isShipped } from "../core/shipped_models.ts";
import { comparisonOf } from "../experiments/comparison.ts";
import type { Cell, OwnSetting, TierSettings } from "../lab/experiment.ts";
import { hubAdapter } from "../lab/own_files.ts";
import type { InitFrom, RunConfig } from "../lab/run.ts";
import { modelSlug } from "../lab/run_id.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { label } from "../report/titles.ts";
import type { ShownExperiment } from "../report/view.ts";
import { findTier } from "./settings.ts";
import { completeRun, guessNotice, type RunWords } from "./single_run.ts";

/** One method of a comparison, and what is particular to it. */
export interface Arm {
  readonly method: string;
  /** Shown in tables and charts; absent: the method's own, with what differs from its defaults. */
  readonly title?: string;
  /** What differs from the method's defaults. */
  readonly methodConfig?: RunConfig["methodConfig"];
  /** The adapter whose prompt is the first prompt. */
  readonly initFrom?: InitFrom;
  /** Candidates of which dev chooses one, with seeds that are not reported; absent: the method's own. */
  readonly learningRates?: readonly number[];
}

/** What is compared; whatever is left out has a default. */
export interface ComparisonWords
  extends Omit<RunWords, "task" | "method" | "methodConfig" | "initFrom" | "seed"> {
  /** Names of tasks, or `.jsonl` files of `input` and `target`. */
  readonly tasks: readonly string[];
  /** The first is compared with each of the others. */
  readonly arms: readonly Arm[];
  /** Seeds that are reported, or how many; absent: as many as the tier of the model has. */
  readonly seeds?: number | readonly number[];
}

/** A comparison, ready to be run. */
export interface Comparison {
  readonly experiment: ShownExperiment;
  readonly setting: OwnSetting;
  /** The tier to which the model belongs. */
  readonly tier: TierSettings;
  readonly cells: readonly Cell[];
}

/**
 * The cells of a comparison, every method on every task, and how they are shown.
 *
 * @throws {UsageError} if a name or a number cannot be meant, or two cells would be called the same
 */
export function completeComparison(words: ComparisonWords): Comparison {
  const { model, tasks, arms, seeds } = words;
  if (tasks.length === 0) throw new UsageError("Cannot compare without a task: name at least one");
  if (arms.length === 0) throw new UsageError("Cannot compare without a method: name at least one");
  const tier = findTier(isShipped(model) ? "mini" : "small", seeds);
  const cells = tasks.flatMap((task) => arms.map((arm) => cellOf(words, tier, task, arm)));
  checkLabels(cells);
  const dataTitle = [...new Set(cells.map(({ labels }) => labels.task))].join(", ");
  const title = `${label({ model: modelSlug(model) }).model}, ${dataTitle}`;
  return {
    experiment: comparisonOf(cells),
    setting: { name: "own", title, dataTitle },
    tier,
    cells,
  };
}

/** Says of which methods the learning rate is a guess. */
export function guessNotices({ model, arms, training }: ComparisonWords): string[] {
  return arms.filter(({ learningRates = [] }) => learningRates.length === 0)
    .map(({ method }) => guessNotice({ model, method, ...given({ training }) }))
    .filter((notice) => notice !== undefined);
}

function cellOf(words: ComparisonWords, tier: TierSettings, task: string, arm: Arm): Cell {
  const { tasks: _tasks, arms: _arms, seeds: _seeds, training, ...common } = words;
  const { method, methodConfig, initFrom, learningRates = [] } = arm;
  const complete = (learningRate?: number) =>
    completeRun({
      ...common,
      task,
      method,
      ...given({ methodConfig, initFrom }),
      training: { ...training, ...given({ learningRate }) },
    });
  const [first, ...others] = learningRates.length === 0
    ? [complete()]
    : [...new Set(learningRates)].map(complete);
  const { seed: _seed, ...config } = first!;
  return {
    ...config,
    labels: { method: titleOf(arm), ...label({ task: config.task }) },
    seeds: tier.seeds,
    ...(others.length === 0
      ? {}
      : { choose: { learningRate: [...new Set(learningRates)], seeds: tier.tuningSeeds } }),
  };
}

/** Such as `Prompt tuning, promptLength 20, from my_prompt`. */
function titleOf({ method, title, methodConfig = {}, initFrom, learningRates = [] }: Arm): string {
  if (title !== undefined) return title;
  return [
    lookUp<AnyMethod>(METHODS, method, "method").title,
    ...Object.entries(methodConfig).map(([key, value]) =>
      `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`
    ),
    ...(learningRates.length === 1 ? [`learningRate ${learningRates[0]}`] : []),
    ...(initFrom === undefined ? [] : [`from ${adapterTitle(initFrom)}`]),
  ].join(", ");
}

function adapterTitle({ adapter }: InitFrom): string {
  return hubAdapter(adapter) ?? modelSlug(`./${adapter}`);
}

function checkLabels(cells: readonly Cell[]): void {
  const seen = new Set<string>();
  for (const { labels: { method, task } } of cells) {
    const name = JSON.stringify([method, task]);
    if (seen.has(name)) {
      throw new UsageError(
        `Cannot compare "${method}" on "${task}" with itself: give methods titles, and files names, ` +
          "of their own",
      );
    }
    seen.add(name);
  }
}
