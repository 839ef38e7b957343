/**
 * The closing table: in plain words, which of the paper's effects show and which do not.
 *
 * @module
 */
import { pointsText, rangeText } from "./cells.ts";
import { judge, type Verdict, watermark } from "./claim.ts";
import { htmlGrid, listToHtml } from "./html.ts";
import { escapeMarkdown, markdownGrid } from "./markdown.ts";
import type { ShownResult } from "./view.ts";

const HEADS = ["Claim", "Verdict", "Effect", "95 % interval", "In the paper"] as const;

/** What the columns and the words mean; stands under every closing table. */
export const LEGEND: readonly string[] = [
  "Effects are in points (percent), paired by task and seed and averaged over tasks.",
  "The interval says where the effect would lie with other seeds on the same tasks; it does not " +
  "cover that all runs share one backbone and one test set.",
  "Shows: the whole interval is on the claim's side. Does not show: the whole interval is on the " +
  "other side. Unclear: the interval includes both. Not judged: fewer than three seeds.",
];

function verdictRow({ claim, word, effect, paper }: Verdict): string[] {
  return [
    claim.text,
    word,
    effect === null ? "" : pointsText(effect.here.mean),
    effect === null ? "" : rangeText(effect.here),
    paper === null
      ? ""
      : claim.kind === "equal_count"
      ? paper === 0 ? "equal" : "not equal"
      : `${pointsText(paper)} (${claim.beside!.title})`,
  ];
}

/** The claims of one experiment as Markdown: a table, the evidence of each, the watermark. */
export function claimsToMarkdown(result: ShownResult): string {
  const verdicts = judge(result);
  return [
    watermark(result.tier),
    markdownGrid(HEADS, verdicts.map(verdictRow).map((row) => row.map(escapeMarkdown)), 2),
    evidenceLines(verdicts).map((line) => `- ${line}`).join("\n"),
    LEGEND.join(" "),
  ].join("\n\n") + "\n";
}

/** The claims of one experiment as HTML. */
export function claimsToHtml(result: ShownResult): string {
  const verdicts = judge(result);
  return [
    `<p>${watermark(result.tier)}</p>`,
    htmlGrid(HEADS, verdicts.map(verdictRow), 2),
    listToHtml(evidenceLines(verdicts)),
    `<p><small>${LEGEND.join(" ")}</small></p>`,
  ].join("\n") + "\n";
}

function evidenceLines(verdicts: readonly Verdict[]): string[] {
  return verdicts.map(({ claim, word, evidence }) => `${claim.text}: ${word}. ${evidence}.`);
}

/** The closing table over all experiments as Markdown. */
export function closingToMarkdown(results: readonly ShownResult[]): string {
  const rows = results.flatMap((result) =>
    judge(result).map((verdict) => [result.experiment.title, ...verdictRow(verdict)])
  );
  return [
    ...[...new Set(results.map(({ tier }) => watermark(tier)))],
    markdownGrid(["Experiment", ...HEADS], rows.map((row) => row.map(escapeMarkdown)), 3),
    LEGEND.join(" "),
  ].join("\n\n") + "\n";
}

/** One line for each experiment, its first claim, as Markdown: what a reader sees first. */
export function summaryToMarkdown(results: readonly ShownResult[]): string {
  const verdicts = results.map((result) => judge(result));
  const rows = verdicts.filter(({ length }) => length > 0).map(([first]) => verdictRow(first!));
  const words = Map.groupBy(verdicts.flat(), ({ word }) => word);
  const counts = [...words].map(([word, { length }]) => `"${word}" ${length}`).join(", ");
  return [
    ...[...new Set(results.map(({ tier }) => watermark(tier)))],
    markdownGrid(HEADS, rows.map((row) => row.map(escapeMarkdown)), 2),
    `${countText(verdicts.flat().length)}: ${counts}. ${LEGEND.join(" ")}`,
  ].join("\n\n") + "\n";
}

function countText(claims: number): string {
  return claims === 1 ? "The one claim" : `Of all ${claims} claims`;
}

/**
 * The closing table over all experiments for a terminal, one claim on two lines.
 *
 * @param columns width of the terminal
 */
export function closingToText(results: readonly ShownResult[], columns = 100): string {
  const width = Math.max(40, columns);
  const blocks = results.map((result) => {
    const lines = judge(result).flatMap(({ claim, word, evidence }) => [
      ...wrap(`${MARKS[word]} ${word.toUpperCase()}: ${claim.text}`, width, 2),
      ...wrap(`    ${evidence}`, width, 4),
    ]);
    return [result.experiment.title, ...lines.map((line) => `  ${line}`)].join("\n");
  });
  const marks = [...new Set(results.map(({ tier }) => wrap(watermark(tier), width, 0).join("\n")))];
  return [...blocks, ...marks].join("\n\n") + "\n";
}

const MARKS = { "shows": "+", "does not show": "-", "unclear": "?", "not judged": "." } as const;

/** Breaks a text into lines of at most `width`, later lines indented. */
export function wrap(text: string, width: number, indent: number): string[] {
  const lead = text.match(/^ */)![0];
  const lines: string[] = [];
  let line = lead;
  for (const word of text.trim().split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = line.trim() === "" ? line + word : `${line} ${word}`;
  }
  return [...lines, line];
}
