/**
 * Citing: a result has an id that says exactly which runs it is made of.
 *
 * @module
 */
import { bibtexOf } from "../core/bibtex.ts";
import { hashValue } from "../core/hash.ts";
import { PAPER_BIBTEX } from "../core/paper.ts";
import { isPrinted } from "../core/printed.ts";
import type { RunRecord } from "../lab/run.ts";
import type { ShownResult } from "./view.ts";

/** The reported runs of a result. */
export function reportedRuns({ cells }: ShownResult): RunRecord[] {
  return uniqueRuns(cells.flatMap(({ records }) => records));
}

/** All runs that took part in a result, those on which hyper-parameters were chosen included. */
export function allRuns({ cells }: ShownResult): RunRecord[] {
  return uniqueRuns(cells.flatMap(({ records, candidates }) => [
    ...records,
    ...candidates.flatMap((candidate) => candidate.records),
  ]));
}

function uniqueRuns(records: readonly RunRecord[]): RunRecord[] {
  return [...new Map(records.map((record) => [record.runId, record])).values()];
}

/**
 * Id of a result, such as `superglue-mini-3f9a1c2e`: the experiment, the tier, and a hash of what
 * its runs are and found. Two machines that get the same numbers get the same id.
 */
export function resultId(result: ShownResult): string {
  const found = allRuns(result).map(({ runId, outcome }) => [runId, outcome.dev, outcome.test])
    .sort((a, b) => String(a[0]) < String(b[0]) ? -1 : 1);
  const written = JSON.parse(JSON.stringify(found)); // as files hold it: null where a score is NaN
  return `${result.experiment.name}-${result.tier.name}-${hashValue(written).slice(0, 8)}`;
}

/** BibTeX of a result and of the paper whose method it is about. */
export function toBibtex(result: ShownResult): string {
  return [resultBibtex(result), PAPER_BIBTEX].join("\n\n");
}

/** BibTeX of a result: of the kit at the commits of its runs. */
export function resultBibtex(result: ShownResult): string {
  const runs = allRuns(result);
  const id = resultId(result);
  const year = runs.map(({ provenance }) => provenance.finishedAt.slice(0, 4)).sort().at(-1);
  const commits = [...new Set(runs.map(({ provenance }) => commitText(provenance.commit)))];
  return bibtexOf([
    `@misc{${id},`,
    `  title = {${titleOf(result)}},`,
    `  howpublished = {Residual Prompts, result ${id}},`,
    ...(year === undefined ? [] : [`  year = {${year}},`]),
    `  note = {${settingOf(result)}, ${runs.length} runs, ${commits.join(" and ") || "no run"}}`,
    `}`,
  ]);
}

/** What is cited: a reproduction, or the answer to a question of one's own. */
function titleOf({ experiment: { title, question, source } }: ShownResult): string {
  return isPrinted(source) ? `${title}: reproduction of ${source}` : `${title}: ${question}`;
}

/** Such as `tier mini`. */
function settingOf({ tier: { name, title } }: ShownResult): string {
  return name === "own" ? title : `tier ${name}`;
}

/** Commit of a run as text. */
export function commitText(commit: RunRecord["provenance"]["commit"]): string {
  if (commit === null) return "no commit";
  return `commit ${commit.id.slice(0, 12)}${commit.clean ? "" : " with uncommitted changes"}`;
}
