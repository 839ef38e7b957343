/**
 * Where the numbers of a result come from.
 *
 * @module
 */
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
import type { Json, RunRecord } from "../lab/run.ts";
import { allRuns, commitText, reportedRuns, resultId, toBibtex } from "./cite.ts";
import { escapeHtml, htmlGrid } from "./html.ts";
import type { ShownResult } from "./view.ts";

/** One line of a provenance: what, and every value that occurs. */
export type Fact = readonly [name: string, value: string];

/** The facts about the runs of a result; where runs differ, every value is listed. */
export function toFacts(result: ShownResult): Fact[] {
  const runs = allRuns(result);
  const reported = reportedRuns(result);
  const seconds = runs.reduce((sum, { cost }) => sum + cost.wallSeconds, 0);
  const peak = Math.max(0, ...runs.map(({ cost }) => cost.peakBytes));
  const each = (pick: (record: RunRecord) => string) =>
    [...new Set(runs.map(pick))].sort().join("; ");
  return [
    ["Result", resultId(result)],
    ["Runs", `${reported.length} reported, ${runs.length - reported.length} for tuning on dev`],
    ["Time", `${(seconds / 60).toFixed(1)} minutes, summed over all runs`],
    ["Peak memory", `${(peak / 2 ** 20).toFixed(0)} MiB`],
    ["Code", each(({ provenance }) => commitText(provenance.commit))],
    ["Sources", hashes(runs, "code")],
    ["Weights", hashes(runs, "weights")],
    ["Data", hashes(runs, "data")],
    ["Engine", each(({ provenance }) => engineText(provenance.engine))],
    [
      "Machine",
      each(({ provenance: { machine } }) => `${machine.cpu}, ${machine.os} ${machine.arch}`),
    ],
    ["Versions", each(({ provenance }) => versionsText(provenance.versions))],
    ["Finished", each(({ provenance }) => provenance.finishedAt.slice(0, 10))],
    ["Repeat one run", reported[0]?.provenance.command ?? ""],
  ];
}

/** The beginnings of all hashes of a kind: `sha256 8972406f9296, df35c99390a8`. */
function hashes(
  runs: readonly RunRecord[],
  kind: keyof RunRecord["provenance"]["hashes"],
): string {
  const all = new Set(runs.map(({ provenance }) => provenance.hashes[kind].slice(0, 12)));
  return all.size === 0 ? "" : `sha256 ${[...all].sort().join(", ")}`;
}

function engineText(engine: Json): string {
  if (typeof engine !== "object" || engine === null || Array.isArray(engine)) return String(engine);
  return Object.entries(engine).filter(([, value]) => value !== null && typeof value !== "object")
    .map(([key, value]) => key === "name" ? String(value) : `${key} ${value}`).join(", ");
}

function versionsText(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions).sort().map(([name, version]) => `${name} ${version}`).join(", ");
}

/** The facts and the citation as Markdown. */
export function provenanceToMarkdown(result: ShownResult): string {
  const rows = toFacts(result).map(([name, value]) => [name, escapeMarkdown(value)]);
  return `${markdownGrid(["What", "Value"], rows, 2)}\n\n\`\`\`bibtex\n${
    toBibtex(result)
  }\n\`\`\`\n`;
}

/** The facts and the citation as HTML. */
export function provenanceToHtml(result: ShownResult): string {
  return `${htmlGrid(["What", "Value"], toFacts(result), 2)}\n<pre><code>${
    escapeHtml(toBibtex(result))
  }</code></pre>\n`;
}
