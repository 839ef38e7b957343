/**
 * The comparison with the shipped runs in words; `lab/compare.ts` makes it.
 *
 * @module
 */
import { type Agreement, type CellComparison, TOLERANCE_RULE } from "../lab/compare.ts";
import { escapeMarkdown, markdownGrid } from "./markdown.ts";
import { percent } from "./points.ts";

const WORDS: Readonly<Record<Agreement, string>> = {
  identical: "bit-identical",
  within: "within tolerance",
  differs: "differ",
  absent: "not compared",
};

/** One line: `310 cells: 290 bit-identical, 20 within tolerance`. */
export function agreementLine(comparisons: readonly CellComparison[]): string {
  const groups = Map.groupBy(comparisons, ({ agreement }) => agreement);
  const parts = Object.entries(WORDS).flatMap(([agreement, word]) => {
    const count = groups.get(agreement as Agreement)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.length === 0
    ? "No cells to compare with the shipped ones"
    : `${comparisons.length} cells beside the shipped ones: ${parts.join(", ")}`;
}

/** The line, and a table of the cells that differ, as Markdown. */
export function agreementToMarkdown(comparisons: readonly CellComparison[]): string {
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
    `${agreementLine(comparisons)}.`,
    ...(rows.length === 0 ? [] : [markdownGrid(heads, rows, 2)]),
    `Agreement: ${TOLERANCE_RULE}.`,
  ].join("\n\n") + "\n";
}

function pointText(score: number | null): string {
  return score === null ? "" : percent(score).toFixed(1);
}
