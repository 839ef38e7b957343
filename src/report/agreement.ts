/**
 * The comparison with the shipped runs in words; `lab/compare.ts` makes it.
 *
 * @module
 */
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
import { type Agreement, type CellComparison, TOLERANCE_RULE } from "../lab/compare.ts";
import { tenths } from "./cells.ts";
import { judge, type VerdictWord } from "./claim.ts";
import { percent } from "./points.ts";
import type { ShownResult } from "./view.ts";

const WORDS: Readonly<Record<Agreement, string>> = {
  identical: "bit-identical",
  within: "within tolerance",
  differs: "differ",
  absent: "not compared",
};

/**
 * One line: `310 cells compared with the shipped ones: 290 bit-identical, 20 within tolerance; largest
 * difference 0.7 points (superglue: Prompt tuning, RTE)`.
 */
export function agreementLine(comparisons: readonly CellComparison[]): string {
  const groups = Map.groupBy(comparisons, ({ agreement }) => agreement);
  const parts = Object.entries(WORDS).flatMap(([agreement, word]) => {
    const count = groups.get(agreement as Agreement)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.length === 0
    ? "No cells to compare with the shipped ones"
    : `${comparisons.length} cells compared with the shipped ones: ${parts.join(", ")}` +
      largestDifference(comparisons);
}

/** Whether there is any cell with runs on both sides. */
export function isCompared(comparisons: readonly CellComparison[]): boolean {
  return comparisons.some(({ agreement }) => agreement !== "absent");
}

function largestDifference(comparisons: readonly CellComparison[]): string {
  const [largest] = comparisons
    .filter(({ agreement }) => agreement === "within" || agreement === "differs")
    .map((comparison) => ({ ...comparison, size: distance(comparison) }))
    .sort((a, b) => b.size - a.size);
  if (largest === undefined) return "";
  const { size, experiment, labels } = largest;
  return `; largest difference ${pointText(size)} points (${experiment}: ${
    Object.values(labels).join(", ")
  })`;
}

function distance({ own, reference }: CellComparison): number {
  return Math.abs(own! - reference!);
}

/**
 * One line on the verdicts that both sides could give: `23 of 24 verdicts match the shipped ones; changed:
 * superglue/skip_matters (supported, shipped: inconclusive)`.
 */
export function verdictsLine(
  own: readonly ShownResult[],
  shipped: readonly ShownResult[],
): string {
  const words = new Map(shipped.flatMap(wordsOf));
  const both = own.flatMap(wordsOf).flatMap(([claim, word]) => {
    const other = words.get(claim);
    return other === undefined || [word, other].includes("not judged")
      ? []
      : [{ claim, word, other }];
  });
  if (both.length === 0) return "No verdicts to compare with the shipped ones";
  const changed = both.filter(({ word, other }) => word !== other)
    .map(({ claim, word, other }) => `${claim} (${word}, shipped: ${other})`);
  const line = `${both.length - changed.length} of ${both.length} verdicts match the shipped ones`;
  return changed.length === 0 ? line : `${line}; changed: ${changed.join(", ")}`;
}

function wordsOf(result: ShownResult): [claim: string, word: VerdictWord][] {
  return judge(result).filter(({ claim }) => claim.kind !== "equal_count")
    .map(({ claim: { id }, word }) => [`${result.experiment.name}/${id}`, word]);
}

/**
 * The lines, and a table of the cells that differ, as Markdown.
 *
 * @param verdicts of {@linkcode verdictsLine}
 */
export function agreementToMarkdown(
  comparisons: readonly CellComparison[],
  verdicts: string,
): string {
  const different = comparisons.filter(({ agreement }) => agreement === "differs");
  const rows = different.map(({ experiment, labels, own, reference, tolerance }) => [
    escapeMarkdown(experiment),
    escapeMarkdown(Object.values(labels).join(", ")),
    pointText(own),
    pointText(reference),
    pointText(tolerance),
  ]);
  const heads = ["Experiment", "Cell", "Here", "Shipped", "Tolerance"];
  return [
    `${escapeMarkdown(agreementLine(comparisons))}.`,
    `${escapeMarkdown(verdicts)}.`,
    ...(rows.length === 0 ? [] : [markdownGrid(heads, rows, 2)]),
    `${TOLERANCE_RULE}.`,
  ].join("\n\n") + "\n";
}

function pointText(score: number | null): string {
  return score === null ? "" : tenths(percent(score));
}
