/**
 * Verdicts: which of the paper's statements the data at hand support.
 *
 * @module
 */
import type { TierSettings } from "../lab/experiment.ts";
import { pointsText, rangeText } from "./cells.ts";
import { type Effect, estimateEffect, MIN_SEEDS, toDifferences } from "./contrast.ts";
import { countPoints, type Point, toPoints } from "./points.ts";
import { matches } from "./published.ts";
import { type Interval, mean } from "./statistics.ts";
import { AVERAGE } from "./titles.ts";
import type { Claim, ShownResult } from "./view.ts";

/** What can be said. */
export type VerdictWord = "shows" | "does not show" | "unclear" | "not judged";

/** One claim, judged. */
export interface Verdict {
  readonly claim: Claim;
  readonly word: VerdictWord;
  /** Null where nothing was estimated. */
  readonly effect: Effect | null;
  /** The same comparison on the paper's numbers, in points. */
  readonly paper: number | null;
  /** The evidence in one sentence. */
  readonly evidence: string;
}

/** Judges every claim of an experiment from its finished runs. */
export function judge(result: ShownResult): Verdict[] {
  const { experiment: { view: { claims, measure } }, cells, tier } = result;
  const points = toPoints(cells, measure);
  return (typeof claims === "function" ? claims(tier) : claims).map((claim) => {
    if (claim.kind === "equal_count") return judgeCount(claim, countPoints(cells, claim.count));
    return judgeDifference(claim, points);
  });
}

function judgeDifference(claim: Claim, points: readonly Point[]): Verdict {
  const paper = paperEffect(claim);
  const differences = toDifferences(points, claim);
  const effect = estimateEffect(differences);
  if (effect === null) {
    const evidence = `needs ${MIN_SEEDS} seeds on both sides of a task, has ${most(differences)}`;
    return { claim, word: "not judged", effect, paper, evidence };
  }
  return {
    claim,
    word: wordFor(effect.here, threshold(claim)),
    effect,
    paper,
    evidence: evidenceOf(claim, effect),
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
  if (low > bar) return "shows";
  if (high < bar) return "does not show";
  return "unclear";
}

function evidenceOf(claim: Claim, effect: Effect): string {
  const { here, elsewhere, tasks, leftOut } = effect;
  const bar = threshold(claim);
  const same = tasks.filter(({ mean }) => mean > bar).length;
  const seeds = [...new Set(tasks.map(({ n }) => n))].sort((a, b) => a - b);
  const crossing = here.low <= bar && here.high >= bar
    ? `; the interval includes ${bar === 0 ? "0" : pointsText(bar)}`
    : "";
  return [
    `${pointsText(here.mean)} points, 95 % interval ${rangeText(here)}${crossing}`,
    `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"} × ${seeds.join(" or ")} seeds, ` +
    `${same} of ${tasks.length} on the claim's side`,
    ...(elsewhere === null ? [] : [`for other tasks like these ${rangeText(elsewhere)}`]),
    ...(leftOut.length === 0
      ? []
      : [`without ${leftOut.join(", ")}: fewer than ${MIN_SEEDS} seeds`]),
    ...(claim.kind === "no_worse" ? [`margin ${claim.margin} points`] : []),
  ].join("; ");
}

/** The same comparison on the printed numbers: mean over tasks, or their printed average. */
export function paperEffect(claim: Claim): number | null {
  if (claim.beside === undefined) return null;
  const { published, where } = claim.beside;
  const quantities = claim.kind === "equal_count" ? [claim.count] : ["score", "dev"];
  const points = published.rows
    .filter(({ labels, quantity }) => quantities.includes(quantity) && matches(labels, where ?? {}))
    .map(({ labels, value, corrected }) => ({
      labels,
      seed: 0,
      value: corrected ?? value,
      runIds: [],
    }));
  const ofTasks = toDifferences(points.filter(({ labels }) => labels.task !== AVERAGE), claim);
  const counted = ofTasks.length > 0 ? ofTasks : toDifferences(points, claim);
  return counted.length === 0 ? null : mean(counted.map(({ value }) => value));
}

function judgeCount(claim: Claim, points: readonly Point[]): Verdict {
  const differences = toDifferences(points, claim);
  const paper = paperEffect(claim);
  const none = { claim, effect: null, paper };
  if (differences.length === 0) return { ...none, word: "not judged", evidence: "no runs" };
  const unequal = differences.filter(({ value }) => value !== 0).length;
  const evidence = unequal === 0
    ? `counted: equal in all ${differences.length} pairs of runs`
    : `counted: unequal in ${unequal} of ${differences.length} pairs of runs`;
  return { ...none, word: unequal === 0 ? "shows" : "does not show", evidence };
}

/** The sentence that stands above verdicts, so that none is taken for more than it is. */
export function watermark({ name, title }: TierSettings): string {
  const scale = name === "paper"
    ? "These are the paper's kind of models and data."
    : "Another model and other data than the paper's: a verdict here says whether the effect shows " +
      "at this scale, not whether the paper's numbers are reproduced.";
  return `Tier ${name} (${title}). ${scale}`;
}
