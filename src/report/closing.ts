/**
 * The closing table: which of the paper's claims the data support, and which they contradict.
 *
 * @module
 */
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
import { wrap } from "../core/wrap.ts";
import { pointsText, rangeText } from "./cells.ts";
import { judge, tasksInFavour, type Verdict, watermark } from "./claim.ts";
import { correct, correctionText, keptText, lostText } from "./holm.ts";
import { htmlGrid, listToHtml } from "./html.ts";
import { paperText } from "./paper_effect.ts";
import type { Effect } from "./contrast.ts";
import type { Claim, ShownResult } from "./view.ts";

const HEADS = ["Claim", "Verdict", "Effect", "95 % interval", "In the paper"] as const;

/** A table of claims as Markdown: claims, verdicts and what the paper says are words, the rest are numbers. */
function claimsGrid(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map(escapeMarkdown));
  return markdownGrid(heads, escaped, heads.indexOf("Effect"), [heads.indexOf("In the paper")]);
}

/** The part of it that is not about the paper. */
const OWN_LEGEND: readonly string[] = [
  "Effects are in percentage points, paired by task and seed and averaged over tasks.",
  "Intervals account for variation over seeds on the same tasks and test examples. They take the " +
  "backbone and, where tuned, the learning rate and initialisation as given.",
  "Supported: the whole interval is on the claim's side. Contradicted: the whole interval is on the " +
  "opposite side. Inconclusive: the interval includes both sides. Not judged: fewer than three seeds. " +
  "Holds: a parameter count, true by construction.",
];

/** What the columns and the words mean; stands under every closing table. */
const LEGEND: readonly string[] = [
  ...OWN_LEGEND,
  "In the paper: the same comparison on the tasks shared by the paper and this kit, and on the paper's " +
  "printed averages where they cover other tasks. † includes a number copied from other work; " +
  "‡ includes a corrected number.",
];

/** Columns that only the claims of one experiment have, and what they mean. */
const DETAILS: readonly {
  readonly head: string;
  readonly about: string;
  cell(claim: Claim, effect: Effect): string;
}[] = [
  {
    head: "for other examples",
    about:
      "For other examples: an interval for other seeds and other test examples of these tasks.",
    cell: (_, { otherRows }) => otherRows === null ? "" : rangeText(otherRows),
  },
  {
    head: "for other tasks",
    about: "For other tasks: an interval for other tasks like these.",
    cell: (_, { elsewhere }) => elsewhere === null ? "" : rangeText(elsewhere),
  },
  {
    head: "Tasks",
    about: "Tasks: how many are on the claim's side by themselves.",
    cell: tasksInFavour,
  },
];

/** Stands under the claims of one experiment, which are a part of all that are judged. */
const ALONE =
  "Each claim is tested on its own here; the table of all claims corrects for multiple testing.";

/**
 * What stands under the claims of one result; a comparison of one's own has no others beside it.
 *
 * @param legend what the columns mean
 */
function claimNotes(
  { tier }: ShownResult,
  verdicts: readonly Verdict[],
  legend: readonly string[],
): string[] {
  if (tier.name !== "own") return [[...legend, ALONE].join(" ")];
  const corrections = [correctionText(verdicts), otherRowsText(verdicts)];
  return [...corrections, legend.join(" ")].filter((text) => text !== "");
}

function verdictRow({ claim, word, effect, paper }: Verdict): string[] {
  return [
    claim.text,
    word,
    effect === null ? "" : pointsText(effect.here.mean),
    effect === null ? "" : rangeText(effect.here),
    paperText(claim, paper),
  ];
}

/** The claims of one experiment as Markdown: the watermark, a table, remarks, what the words mean. */
export function claimsToMarkdown(result: ShownResult): string {
  const { heads, rows, remarks, notes } = claimsPart(result);
  return [
    watermark(result.tier),
    claimsGrid(heads, rows),
    remarks.map((line) => `- ${line}`).join("\n"),
    ...notes,
  ].filter((part) => part !== "").join("\n\n") + "\n";
}

/** The claims of one experiment as HTML. */
export function claimsToHtml(result: ShownResult): string {
  const { heads, rows, remarks, notes } = claimsPart(result);
  return [
    `<p>${watermark(result.tier)}</p>`,
    htmlGrid(heads, rows, 2),
    listToHtml(remarks),
    ...notes.map((note) => `<p><small>${note}</small></p>`),
  ].filter((part) => part !== "").join("\n") + "\n";
}

/**
 * The claims of one experiment: every number in a column, as remarks what is left of the evidence. What
 * the paper says stands there only where it says something.
 */
function claimsPart(result: ShownResult) {
  const verdicts = judge(result);
  const cellOf = ({ claim, effect }: Verdict, { cell }: typeof DETAILS[number]) =>
    effect === null ? "" : cell(claim, effect);
  const details = DETAILS.filter((detail) => verdicts.some((one) => cellOf(one, detail) !== ""));
  const place = HEADS.length - 1; // before the paper's
  const rows = verdicts.map(verdictRow);
  const isInPaper = rows.some((cells) => cells[place] !== "");
  const columns = (cells: readonly string[], own: readonly string[]) => [
    ...cells.slice(0, place),
    ...own,
    ...(isInPaper ? [cells[place]!] : []),
  ];
  return {
    heads: columns(HEADS, details.map(({ head }) => head)),
    rows: verdicts.map((verdict, i) =>
      columns(rows[i]!, details.map((detail) => cellOf(verdict, detail)))
    ),
    remarks: verdicts.filter(({ remarks }) => remarks.length > 0)
      .map(({ claim, remarks }) => `${claim.text}: ${remarks.join("; ")}.`),
    notes: claimNotes(result, verdicts, [
      ...(isInPaper ? LEGEND : OWN_LEGEND),
      ...details.map(({ about }) => about),
    ]),
  };
}

/** Where the paper's numbers are from several tables, a table over all experiments has the first of them. */
function withFirstSource(verdict: Verdict): Verdict {
  return { ...verdict, paper: verdict.paper.slice(0, 1) };
}

/** The sentence about it under such a table. */
const FIRST_SOURCE =
  "Where the paper has several tables, this one shows the first; the page of the experiment has all.";

/** What the column of the corrected words means. */
const HOLM =
  "After Holm: the verdict after Holm's correction (1979) for all claims of this table, " +
  "with the same t statistics and degrees of freedom as the intervals.";

/** What the column of the verdicts for other examples means. */
const EXAMPLES =
  "Other examples: the verdict with an interval for other seeds and other test examples of the same " +
  "tasks (delete-a-group jackknife).";

/** The closing table over all experiments as Markdown. */
export function closingToMarkdown(results: readonly ShownResult[]): string {
  const titled = results.flatMap((result) =>
    judge(result).map((verdict) => ({ title: result.experiment.title, verdict }))
  );
  const corrected = correct(titled.map(({ verdict }) => verdict));
  const rows = titled.map(({ title, verdict }, i) => {
    const [text, word, ...rest] = verdictRow(withFirstSource(verdict));
    const holm = verdict.effect === null ? "" : corrected[i]!.word;
    return [title, text!, word!, holm, verdict.wordForOtherRows ?? "", ...rest];
  });
  const [claim, verdict, ...rest] = HEADS;
  const heads = ["Experiment", claim, verdict, "After Holm", "Other examples", ...rest];
  return [
    ...[...new Set(results.map(({ tier }) => watermark(tier)))],
    claimsGrid(heads, rows),
    [countsText(titled.map(({ verdict }) => verdict)), ...LEGEND, FIRST_SOURCE, HOLM, EXAMPLES]
      .join(" "),
  ].join("\n\n") + "\n";
}

/** Stands under the summary; what else there is to say stands under the table of all claims. */
const SHORT_LEGEND =
  "Effects are in percentage points, paired by task and seed and averaged over tasks. Supported, " +
  "contradicted: the whole interval is on the claim's side, or on the opposite one. After Holm: the " +
  "verdict after Holm's correction for all claims. The table of all claims defines every word and mark.";

/** `24 claims about scores: 16 inconclusive, 8 supported. Counted rather than tested: ... (holds).` */
function countsText(verdicts: readonly Verdict[]): string {
  const facts = verdicts.filter((verdict) => !isTested(verdict));
  return [
    tallyText(verdicts.filter(isTested)),
    ...(facts.length === 0 ? [] : [
      `Counted rather than tested: ${
        facts.map(({ claim, word }) => `${claim.text} (${word})`).join("; ")
      }.`,
    ]),
  ].filter((sentence) => sentence !== "").join(" ");
}

/** Whether a claim is about scores, not about counts. */
function isTested({ claim }: Verdict): boolean {
  return claim.kind !== "equal_count";
}

/** `24 claims about scores: 16 inconclusive, 8 supported.`; nothing of none. */
function tallyText(tested: readonly Verdict[]): string {
  if (tested.length === 0) return "";
  const words = Map.groupBy(tested, ({ word }) => word);
  const counts = [...words].map(([word, { length }]) => `${length} ${word}`).join(", ");
  return `${scoreClaims(tested.length)}: ${counts}.`;
}

/**
 * One line for each experiment, its first claim with the first source of the paper, as Markdown: what a
 * reader sees first.
 */
export function summaryToMarkdown(results: readonly ShownResult[]): string {
  const verdicts = results.map((result) => judge(result));
  const all = verdicts.flat();
  const corrected = new Map(correct(all).map(({ verdict, word }) => [verdict, word]));
  const rows = verdicts.flatMap(([first]) => first ?? []).map((first) => {
    const [text, word, ...rest] = verdictRow(withFirstSource(first));
    return [text!, word!, first.effect === null ? "" : corrected.get(first)!, ...rest];
  });
  const [claim, verdict, ...rest] = HEADS;
  return [
    ...[...new Set(results.map(({ tier }) => watermark(tier)))],
    claimsGrid([claim, verdict, "After Holm", ...rest], rows),
    [tallyText(all.filter(isTested)), keptText(all), otherRowsText(all)]
      .filter((sentence) => sentence !== "").join(" "),
    SHORT_LEGEND,
  ].filter((paragraph) => paragraph !== "").join("\n\n") + "\n";
}

function scoreClaims(count: number): string {
  return count === 1 ? "1 claim about scores" : `${count} claims about scores`;
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
  const verdicts = results.flatMap(judge);
  const sentences = [correctionText(verdicts), otherRowsText(verdicts)]
    .filter((sentence) => sentence !== "")
    .map((sentence) => wrap(sentence, width, 0).join("\n"));
  return [...blocks, ...sentences, ...marks].join("\n\n") + "\n";
}

/** One sentence: which verdicts do not hold for other test examples as well as other seeds. */
function otherRowsText(verdicts: readonly Verdict[]): string {
  const decided = verdicts.filter(({ word, wordForOtherRows }) =>
    wordForOtherRows !== null && word !== "inconclusive"
  );
  if (decided.length === 0) return "";
  const lost = decided.filter(({ word, wordForOtherRows }) => wordForOtherRows !== word);
  return `With intervals that also cover other test examples, ${decided.length - lost.length} of ` +
    `${decided.length} remain.${lostText(lost)}`;
}

const MARKS = {
  "supported": "+",
  "contradicted": "-",
  "inconclusive": "?",
  "not judged": ".",
  "holds": "=",
  "does not hold": "≠",
} as const;
