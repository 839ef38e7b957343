/**
 * The page that greets who unpacks a crate: what it is, and how to check and repeat it.
 *
 * @module
 */
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
import { isPrinted } from "../core/printed.ts";
import { PAPER_BIBTEX } from "../core/paper.ts";
import { commitText, resultBibtex, resultId } from "../report/cite.ts";
import { fileStem } from "../report/render.ts";
import type { ShownResult } from "../report/view.ts";
import { countText } from "./action.ts";
import { type ResultSet, runsOf, setId, settingOf } from "./result_set.ts";

/** The page as Markdown. */
export function readmeOf(set: ResultSet): string {
  const { results, kit } = set;
  return [
    `# Results ${setId(results)}, made with ${kit.title}`,
    `Results of ${settingOf(results)}. This folder is an [RO-Crate](https://w3id.org/ro/crate): ` +
    "`ro-crate-metadata.json` says of every file what it is, and of every result which code, models " +
    "and data made it, when and on what machine.",
    resultsTable(results),
    "Each report has the table, the chart, the claims with intervals, and the provenance. " +
    "`results/runs/` has a record of every run, `manifest-sha256.txt` the SHA-256 of every file.",
    "## Check and repeat",
    "```sh\n" + commands(set).join("\n") + "\n```",
    "Run `deno` in a checkout of the kit, and put the path of this folder in the place of `FOLDER`. " +
    madeWith(results),
    "## Cite",
    "```bibtex\n" + bibliography(results) + "\n```",
  ].join("\n\n") + "\n";
}

function resultsTable(results: readonly ShownResult[]): string {
  const rows = results.map((result) => {
    const { title, question, source } = result.experiment;
    const stem = fileStem(result);
    return [
      `[${escapeMarkdown(title)}](results/reports/${stem}.md)`,
      escapeMarkdown(isPrinted(source) ? `${question} (${source})` : question),
      countText(result),
      resultId(result),
    ];
  });
  return markdownGrid(["Report", "Question", "Runs", "Result"], rows, 4).trimEnd();
}

/** Versions of Deno and commits of the kit, all that made runs. */
function versions(results: readonly ShownResult[]) {
  const made = runsOf(results).map(({ provenance }) => provenance);
  const distinct = (texts: readonly (string | undefined)[]) =>
    [...new Set(texts)].filter((text) => text !== undefined).sort();
  return {
    deno: distinct(made.map(({ versions }) => versions.deno)),
    commits: distinct(made.map(({ commit }) => commitText(commit))),
  };
}

function madeWith(results: readonly ShownResult[]): string {
  const { deno, commits } = versions(results);
  const choice = commits.length + deno.length > 2 ? "; each record says which" : "";
  return `The runs were made at ${commits.join(", ")} with Deno ${deno.join(", ")}${choice}.`;
}

function commands({ results, isWhole }: ResultSet): string[] {
  const { tier } = results[0]!;
  const { runId } = runsOf(results)[0]!;
  const deno = `npx -y deno@${versions(results).deno.at(-1)}`;
  const files = tier.name === "own" ? " --files FOLDER_OF_DATA" : "";
  const names = isWhole ? "" : ` ${results.map(({ experiment }) => experiment.name).join(" ")}`;
  return [
    "sha256sum --check --quiet manifest-sha256.txt    # no file was changed",
    ...(tier.name === "own"
      ? []
      : [`${deno} task reproduce${names} --tier ${tier.name}    # all runs again`]),
    `${deno} task verify ${runId} --results FOLDER/results${files}    # one run again`,
    `${deno} task answers ${runId} --results FOLDER/results${files}`,
  ];
}

function bibliography(results: readonly ShownResult[]): string {
  return [...results.map(resultBibtex), PAPER_BIBTEX].join("\n\n");
}
