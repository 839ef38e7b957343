/**
 * What a claim's comparison gives on the numbers that the paper prints.
 *
 * Only two things may be called the paper's: a mean over tasks whose cells it prints, and they must be
 * tasks that we compare too; and a difference of the averages that it prints.
 *
 * @module
 */
import { mean } from "../core/statistics.ts";
import { pointsText } from "./cells.ts";
import { toDifferences } from "./contrast.ts";
import { isAverageOfShown, matches, type PublishedNumber, rightValue } from "./published.ts";
import { AVERAGE } from "./titles.ts";
import type { Beside, Claim } from "./view.ts";

/** One source's numbers for a claim, in points. */
export interface PaperEffect {
  /** What is compared: `T5-Base, SuperGLUE`. */
  readonly title: string;
  /** Mean over the tasks that both we and the paper compare; null if there are none. */
  readonly shared: number | null;
  /** Which tasks those are, in words; empty where both sides have the same and no others. */
  readonly place: string;
  /** Difference of the printed averages, where it says more than `shared`; null otherwise. */
  readonly average: number | null;
  /** `†` if a number was copied from other work, `‡` if one is corrected. */
  readonly marks: string;
}

/**
 * The paper's side of a claim, one entry for each source that has it.
 *
 * @param ours titles of the tasks that our side compares
 */
export function paperEffects(claim: Claim, ours: readonly string[]): PaperEffect[] {
  return [claim.beside ?? []].flat().flatMap((beside) => effectOf(claim, ours, beside));
}

function effectOf(claim: Claim, ours: readonly string[], beside: Beside): PaperEffect[] {
  if (claim.kind === "equal_count") return countOf(claim, beside);
  const numbers = beside.published.rows.filter(({ labels, quantity }) =>
    (quantity === "score" || quantity === "dev") && matches(labels, beside.where ?? {}) &&
    (matches(labels, claim.left) || matches(labels, claim.right)) &&
    counts(claim, String(labels.task))
  );
  const ofTask = (task: string) => numbers.filter(({ labels }) => labels.task === task);
  const compares = (task: string) => differencesOf(claim, ofTask(task)).length > 0;
  const printed = [...new Set(numbers.map(({ labels }) => String(labels.task)))]
    .filter((task) => task !== AVERAGE && compares(task));
  const tasks = ours.filter((task) => printed.includes(task));
  const repeats = tasks.length === printed.length && tasks.length > 0 && isAverageOfShown(numbers);
  const hasAverage = !repeats && compares(AVERAGE); // an average over the same tasks says it once more
  if (tasks.length === 0 && !hasAverage) return [];
  const used = [...tasks, ...(hasAverage ? [AVERAGE] : [])].flatMap(ofTask);
  return [{
    title: beside.title,
    shared: tasks.length === 0 ? null : mean(differencesOf(claim, tasks.flatMap(ofTask))),
    place: tasks.length < ours.length
      ? ` on ${tasks.join(", ")} only`
      : repeats
      ? ""
      : " on the same tasks",
    average: hasAverage ? mean(differencesOf(claim, ofTask(AVERAGE))) : null,
    marks: marksOf(used),
  }];
}

/** A printed average holds the tasks that a claim leaves out. */
function counts({ without }: Claim, task: string): boolean {
  return without === undefined || !without.includes(task) && task !== AVERAGE;
}

function countOf(
  claim: Claim & { readonly kind: "equal_count" },
  { published, where, title }: Beside,
): PaperEffect[] {
  const numbers = published.rows.filter(({ labels, quantity }) =>
    quantity === claim.count && matches(labels, where ?? {})
  );
  const differences = differencesOf(claim, numbers);
  if (differences.length === 0) return [];
  const shared = mean(differences);
  return [{ title, shared, place: "", average: null, marks: "" }];
}

function differencesOf(claim: Claim, numbers: readonly PublishedNumber[]): number[] {
  const points = numbers.map((number) => ({
    labels: number.labels,
    seed: 0,
    value: rightValue(number),
    runIds: [],
  }));
  return toDifferences(points, claim).map(({ value }) => value);
}

function marksOf(numbers: readonly PublishedNumber[]): string {
  return [
    numbers.some(({ origin }) => origin !== undefined) ? "†" : "",
    numbers.some(({ corrected }) => corrected !== undefined) ? "‡" : "",
  ].join("");
}

/**
 * The paper's side in words: `+2.7 (T5-Base, SuperGLUE)`,
 * `+12.1 on the same tasks, +7.2 printed average (T5-Large with 100 tokens, SuperGLUE)`.
 */
export function paperText(claim: Claim, effects: readonly PaperEffect[]): string {
  if (claim.kind === "equal_count") {
    return effects.map(({ shared }) => shared === 0 ? "equal" : "not equal").join("; ");
  }
  return effects.map(({ title, shared, place, average, marks }) => {
    const parts = [
      ...(shared === null ? [] : [`${pointsText(shared)}${marks}${place}`]),
      ...(average === null ? [] : [`${pointsText(average)}${marks} printed average`]),
    ];
    return `${parts.join(", ")} (${title})`;
  }).join("; ");
}
