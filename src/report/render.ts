/**
 * Everything that is shown of a result: as values for notebooks, as files for `results/`.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { storageError } from "../lab/store.ts";
import { toChart, type VegaLite } from "./chart.ts";
import { resultId } from "./cite.ts";
import { claimsToHtml, claimsToMarkdown, closingToMarkdown, summaryToMarkdown } from "./closing.ts";
import { tableToCsv } from "./csv.ts";
import { deviationsLine, deviationsToMarkdown } from "./deviations.ts";
import { drawPng, drawSvg } from "./draw.ts";
import { tableToHtml } from "./html.ts";
import { tableToLatex } from "./latex.ts";
import { tableToMarkdown } from "./markdown.ts";
import { toOutline } from "./outline.ts";
import { toProtocolTable } from "./protocols.ts";
import { provenanceToHtml, provenanceToMarkdown } from "./provenance.ts";
import { type Table, toTable } from "./table.ts";
import type { ShownResult } from "./view.ts";

/** The same content in two formats. */
export interface Rendering {
  readonly html: string;
  readonly markdown: string;
}

/** What a notebook shows of a result, one part for each cell. */
export interface RenderedView {
  readonly table: Rendering;
  readonly chart: { readonly spec: VegaLite; readonly svg: string };
  readonly claims: Rendering;
  /** One run under every protocol it serves; null where no run has a protocol. */
  readonly protocols: Rendering | null;
  readonly provenance: Rendering;
}

/** Renders all parts of a result. */
export async function renderView(result: ShownResult): Promise<RenderedView> {
  const spec = toChart(result);
  const protocols = toProtocolTable(result);
  return {
    table: renderTable(toTable(result)),
    protocols: protocols === null ? null : renderTable(protocols),
    chart: { spec, svg: await drawSvg(spec) },
    claims: { html: claimsToHtml(result), markdown: claimsToMarkdown(result) },
    provenance: { html: provenanceToHtml(result), markdown: provenanceToMarkdown(result) },
  };
}

function renderTable(table: Table): Rendering {
  return { html: tableToHtml(table), markdown: tableToMarkdown(table) };
}

/** Tiers that file names do not tell. */
const UNTOLD: readonly string[] = ["mini", "own"];

/** End of the names of files that tell of a part of the cells. */
export const PART = "-partial";

/**
 * Name of the files of a result: the experiment's, with the tier's where it must be told. The
 * tables of a part do not replace complete ones.
 */
export function fileStem(result: ShownResult): string {
  return isPartial(result) ? `${wholeStem(result)}${PART}` : wholeStem(result);
}

function wholeStem({ experiment, tier }: ShownResult): string {
  return UNTOLD.includes(tier.name) ? experiment.name : `${experiment.name}-${tier.name}`;
}

/** Whether there are cells of which no run was tried. */
export function isPartial({ cells }: ShownResult): boolean {
  return cells.some(({ records, missing }) =>
    records.length === 0 && missing.every(({ reason }) => reason === null)
  );
}

/** A file of a result: its path in a results folder, and what it holds. */
export type ResultFile = readonly [path: string, content: string | Uint8Array];

/**
 * The files of a result: its table in `tables`, its chart in `charts`, and the page that shows all of
 * it in `reports`, which is the last. The same runs give the same bytes.
 */
export async function resultFiles(result: ShownResult): Promise<ResultFile[]> {
  const table = toTable(result);
  const protocols = toProtocolTable(result);
  const view = await renderView(result);
  const stem = fileStem(result);
  return [
    [`tables/${stem}.md`, tableText(result, view)],
    [`tables/${stem}.csv`, tableToCsv(table)],
    [`tables/${stem}.html`, view.table.html],
    [`tables/${stem}.tex`, tableToLatex(table)],
    ...(protocols === null ? [] : protocolFiles(stem, protocols)),
    ...(result.tier.name === "own" ? [[`tables/${stem}.json`, toOutline(result)] as const] : []),
    [`charts/${stem}.vl.json`, `${JSON.stringify(view.chart.spec, null, 1)}\n`],
    [`charts/${stem}.svg`, view.chart.svg],
    [`charts/${stem}.png`, drawPng(view.chart.svg)],
    [`reports/${stem}.md`, pageOf(result, view)],
  ];
}

/**
 * Writes the files of a result.
 *
 * Each is there whole or not at all. The files of a part go when those of the whole are there.
 *
 * @returns the paths written
 * @throws {UsageError} if the folder cannot be written
 */
export async function renderFiles(result: ShownResult, folder: string): Promise<string[]> {
  const stem = fileStem(result);
  const files = await resultFiles(result);
  for (const file of files) await writeFile(folder, file);
  if (!isPartial(result)) {
    for (const [name] of files) {
      const part = join(folder, name.replace(stem, `${stem}${PART}`));
      await Deno.remove(part).catch(() => {}); // there is seldom one
    }
  }
  return files.map(([name]) => join(folder, name));
}

/**
 * Writes a file into a results folder, whole or not at all.
 *
 * @throws {UsageError} if the folder cannot be written
 */
export async function writeFile(folder: string, [path, content]: ResultFile): Promise<void> {
  await writeAtomically(join(folder, path), content).catch((cause) => {
    throw storageError(folder, cause);
  });
}

function protocolFiles(stem: string, table: Table): ResultFile[] {
  return [
    [`tables/${stem}-protocols.md`, `**${table.title}.**\n\n${tableToMarkdown(table)}`],
    [`tables/${stem}-protocols.csv`, tableToCsv(table)],
  ];
}

/**
 * The files over all experiments: what the data says of every claim, and of the first of each experiment.
 *
 * @param results of one tier
 */
export function closingFiles(results: readonly ShownResult[]): ResultFile[] {
  if (results.length === 0) return [];
  return [
    [overallPath("claims", results), closingToMarkdown(results)],
    [overallPath("summary", results), summaryToMarkdown(results)],
  ];
}

/** Path of a table over all experiments, in a results folder. */
export function overallPath(name: string, results: readonly ShownResult[]): string {
  const { tier } = results[0]!;
  const stem = UNTOLD.includes(tier.name) ? name : `${name}-${tier.name}`;
  return `tables/${results.some(isPartial) ? `${stem}${PART}` : stem}.md`;
}

/** The table alone, free of links, so that it can be quoted anywhere. */
function tableText(result: ShownResult, { table }: RenderedView): string {
  const { title, question } = result.experiment;
  return `**${title}.** ${question}\n\n${table.markdown}\nResult ${resultId(result)}.\n`;
}

/**
 * The Markdown page of a result: question, table, chart, claims, provenance; with protocols also what
 * each makes of the runs, and the ledger of deviations.
 */
function pageOf(
  result: ShownResult,
  { table, claims, protocols, provenance }: RenderedView,
): string {
  const { title, question } = result.experiment;
  return [
    `# ${title}`,
    question,
    table.markdown.trimEnd(),
    `![Chart: ${title}](../charts/${fileStem(result)}.svg)`,
    `## Claims`,
    claims.markdown.trimEnd(),
    ...(protocols === null ? [] : [
      "## The same runs under each protocol",
      protocols.markdown.trimEnd(),
    ]),
    ...deviationsOf(result, protocols !== null),
    `## Provenance`,
    provenance.markdown.trimEnd(),
    repetitionOf(result),
  ].join("\n\n") + "\n";
}

/** How the runs depart from the paper's; nothing where they are not the paper's experiment. */
function deviationsOf({ tier }: ShownResult, hasProtocols: boolean): string[] {
  if (tier.name === "own") return [];
  if (!hasProtocols) return [deviationsLine()];
  return ["## Deviations from the paper's code", deviationsToMarkdown().trimEnd()];
}

/** How a result is made again. */
function repetitionOf({ experiment: { name, notebook }, tier }: ShownResult): string {
  if (tier.name === "own") {
    return "Finished runs are in `runs/`, each with its complete configuration.";
  }
  return `Notebook: [${notebook}](../../notebooks/${notebook}). Reproduce with ` +
    `\`deno task reproduce ${name} --tier ${tier.name}\`.`;
}
