/**
 * Verdicts: which of the paper's statements the data at hand support.
 *
 * @module
 */
import type { Setting } from "../lab/experiment.ts";
import { pointsText, rangeText, tenths } from "./cells.ts";
import {
  type Effect,
  estimateEffect,
  MIN_SEEDS,
  rangesOfMeans,
  type TaskEffect,
  toDifferences,
} from "./contrast.ts";
import { type PaperEffect, paperEffects } from "./paper_effect.ts";
import { countPoints, type Point, taskTitles, toPoints } from "./points.ts";
import { type Interval, pValue } from "./statistics.ts";
import type { Claim, ShownResult } from "./view.ts";

/** What can be said. `holds` and `does not hold` are of counts, which no seed can change. */
export type VerdictWord =
  | "supported"
  | "contradicted"
  | "inconclusive"
  | "not judged"
  | "holds"
  | "does not hold";

/** One claim, judged. */
export interface Verdict {
  readonly claim: Claim;
  readonly word: VerdictWord;
  /** Null where nothing was estimated. */
  readonly effect: Effect | null;
  /** Chance of such an effect, or a larger one, on its side of the claim's bar; null without effect. */
  readonly chance: number | null;
  /** The word where other test rows count as other seeds do; null where that is not known. */
  readonly wordForOtherRows: VerdictWord | null;
  /** The same comparison on the paper's numbers, by source. */
  readonly paper: readonly PaperEffect[];
  /** The evidence in one sentence. */
  readonly evidence: string;
  /** What of it is no number of its own: what was counted, left out or asked of single tasks. */
  readonly remarks: readonly string[];
}

/** Judges every claim of an experiment from its finished runs. */
export function judge(result: ShownResult): Verdict[] {
  const { experiment: { view: { measure } }, cells } = result;
  const points = toPoints(cells, measure);
  const tasks = taskTitles(result);
  return claimsOf(result).map((claim) => {
    const paper = paperEffects(claim, tasks.filter((task) => !claim.without?.includes(task)));
    if (claim.kind === "equal_count") {
      return judgeCount(claim, paper, countPoints(cells, claim.count));
    }
    return judgeDifference(claim, paper, points);
  });
}

/** The claims at the tier of a result; a setting of one's own has no tier, and lists its claims. */
function claimsOf({ experiment: { view: { claims } }, tier }: ShownResult): readonly Claim[] {
  if (typeof claims !== "function") return claims;
  return tier.name === "own" ? [] : claims(tier);
}

function judgeDifference(
  claim: Claim,
  paper: readonly PaperEffect[],
  points: readonly Point[],
): Verdict {
  const differences = toDifferences(points, claim);
  const effect = estimateEffect(differences);
  if (effect === null) {
    const evidence = `needs ${MIN_SEEDS} paired seeds on a task, has ${most(differences)}`;
    const nothing = { effect, chance: null, wordForOtherRows: null };
    return { claim, word: "not judged", ...nothing, paper, evidence, remarks: [evidence] };
  }
  const bar = threshold(claim);
  const remarks = remarksOn(claim, effect, points);
  return {
    claim,
    word: wordFor(effect.here, bar),
    effect,
    chance: pValue(effect.here, bar),
    wordForOtherRows: effect.otherRows === null ? null : wordFor(effect.otherRows, bar),
    paper,
    evidence: [...evidenceOf(claim, effect), ...remarks].join("; "),
    remarks,
  };
}

function most(differences: readonly { readonly task: string }[]): number {
  const groups = Map.groupBy(differences, ({ task }) => task);
  return Math.max(0, ...[...groups.values()].map(({ length }) => length));
}

/** The value above which the claim holds. */
function threshold(claim: Claim): number {
  return claim.kind === "no_worse" ? -claim.margin : 0;
}

/**
 * What an interval of effects says of the statement that the effect is above a bar.
 *
 * @param bar in the unit of the interval
 */
export function wordFor({ low, high }: Pick<Interval, "low" | "high">, bar = 0): VerdictWord {
  if (low > bar) return "supported";
  if (high < bar) return "contradicted";
  return "inconclusive";
}

/** Tasks whose own effect is on the claim's side, of all that count: `7 of 8`. */
export function tasksInFavour(claim: Claim, { tasks }: Effect): string {
  const bar = threshold(claim);
  return `${tasks.filter(({ own }) => own.mean > bar).length} of ${tasks.length}`;
}

function evidenceOf(claim: Claim, effect: Effect): string[] {
  const { here, otherRows, elsewhere, tasks } = effect;
  const bar = threshold(claim);
  const seeds = [...new Set(tasks.map(({ n }) => n))].sort((a, b) => a - b);
  const crossing = here.low <= bar && here.high >= bar
    ? `; the interval includes ${bar === 0 ? "0" : pointsText(bar)}`
    : "";
  return [
    `${pointsText(here.mean)} points, 95 % interval ${rangeText(here)}${crossing}`,
    `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"} × ${seeds.join(" or ")} seeds, ` +
    `${tasksInFavour(claim, effect)} on the claim's side`,
    ...(otherRows === null
      ? []
      : [`interval for other seeds and test examples ${rangeText(otherRows)}`]),
    ...(elsewhere === null ? [] : [`interval for other tasks like these ${rangeText(elsewhere)}`]),
  ];
}

function remarksOn(claim: Claim, effect: Effect, points: readonly Point[]): string[] {
  const { tasks, leftOut } = effect;
  const ranges = rangesOfMeans(points, claim, tasks.map(({ task }) => task));
  return [
    ...(leftOut.length === 0
      ? []
      : [`excluded for fewer than ${MIN_SEEDS} seeds: ${leftOut.join(", ")}`]),
    ...(claim.kind === "no_worse" ? [marginText(claim.margin, tasks)] : []),
    ...(ranges === null
      ? []
      : [`range of the seed means: ${tenths(ranges.left)} against ${tenths(ranges.right)}`]),
  ];
}

/** An average within the margin may hide a task beyond it: each task is asked by itself too. */
function marginText(margin: number, tasks: readonly TaskEffect[]): string {
  const rest = tasks.filter(({ own }) => own.low <= -margin).map(({ task }) => task);
  const count = `${tasks.length - rest.length} of ${tasks.length}`;
  return `margin ${margin} points, met by ${count} tasks on their own intervals` +
    (rest.length === 0 ? "" : `, not by ${rest.join(", ")}`);
}

function judgeCount(
  claim: Claim,
  paper: readonly PaperEffect[],
  points: readonly Point[],
): Verdict {
  const differences = toDifferences(points, claim);
  const none = { claim, effect: null, chance: null, wordForOtherRows: null, paper };
  if (differences.length === 0) {
    return { ...none, word: "not judged", evidence: "no runs", remarks: ["no runs"] };
  }
  const unequal = differences.filter(({ value }) => value !== 0).length;
  const evidence = unequal === 0
    ? `equal in all ${differences.length} pairs of runs`
    : `unequal in ${unequal} of ${differences.length} pairs of runs`;
  return {
    ...none,
    word: unequal === 0 ? "holds" : "does not hold",
    evidence,
    remarks: [evidence],
  };
}

/** The sentence that stands above verdicts, so that none is taken for more than it is. */
export function watermark({ name, title }: Setting): string {
  if (name === "own") {
    return `Setting: ${title}. A verdict says whether the effect appears with this model, data and ` +
      "training.";
  }
  const scale = name === "paper"
    ? "Models and data are of the kind used in the paper."
    : "Model and data differ from the paper's. A verdict says whether the effect appears in this " +
      "setting, not whether the paper's numbers are reproduced.";
  return `Tier ${name} (${title}). ${scale}`;
}
