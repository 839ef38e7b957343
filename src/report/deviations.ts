/**
 * The ledger of deviations as a report prints it: what the paper's code does, what is done here, why.
 *
 * @module
 */
import { escapeMarkdown } from "../core/markdown.ts";
import ledger from "../../data/paper/deviations.json" with { type: "json" };

/** One entry of `data/paper/deviations.json`. */
export interface Deviation {
  readonly topic: string;
  readonly theirs: string;
  readonly ours: string;
  readonly why: string;
  /** Whether a score may move. */
  readonly movesScores: boolean;
}

/** The ledger as Markdown, folded up: what may move a score first. */
export function deviationsToMarkdown(
  deviations: readonly Deviation[] = ledger.deviations,
): string {
  const moving = deviations.filter(({ movesScores }) => movesScores);
  const rest = deviations.filter(({ movesScores }) => !movesScores);
  return [
    `Compared with the paper's code, ${ledger.source.split(":")[0]}.`,
    ...fold(`Deviations that may change scores: ${moving.length}`, moving),
    ...fold(`Deviations that do not change scores: ${rest.length}`, rest),
  ].join("\n\n") + "\n";
}

/** One line for pages whose runs follow no protocol: where the ledger is. */
export function deviationsLine(deviations: readonly Deviation[] = ledger.deviations): string {
  return `The kit departs from the paper's code in ${deviations.length} points; ` +
    "[deviations.json](../../data/paper/deviations.json) lists each with the reason. Reports of runs on " +
    "SuperGLUE include the full list.";
}

/** A part that opens at a click; GitHub wants an empty line around the Markdown within. */
function fold(summary: string, deviations: readonly Deviation[]): string[] {
  if (deviations.length === 0) return [];
  const entries = deviations.map(({ topic, theirs, ours, why }) =>
    [
      `- **${prose(topic)}**`,
      `  - Paper's code: ${prose(theirs)}`,
      `  - This kit: ${prose(ours)}`,
      `  - Why: ${prose(why)}`,
    ].join("\n")
  );
  return [`<details><summary>${summary}</summary>`, entries.join("\n"), "</details>"];
}

/** Text with code in backticks, everything else as it stands. */
function prose(text: string): string {
  return text.split("`").map((part, i) => i % 2 === 1 ? `\`${part}\`` : escapeMarkdown(part))
    .join("");
}
