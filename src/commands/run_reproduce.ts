/**
 * The steps of `reproduce`: runs, tables and charts, notebooks, the closing words.
 *
 * @module
 */
import { basename, join } from "node:path";
import { assemble, loadNamer, type MachineOptions, shippedRuns } from "../assembly/assemble.ts";
import { loadRuns } from "../assembly/load_runs.ts";
import { EXPERIMENTS } from "../experiments/mod.ts";
import { compareResults } from "../lab/compare.ts";
import type { TierSettings } from "../lab/experiment.ts";
import { Known } from "../lab/known.ts";
import { mixedSourcesNotice } from "../lab/mixed_sources.ts";
import type { Only } from "../lab/only.ts";
import { otherEnginesNotice } from "../lab/other_engines.ts";
import { reproduce, type Reproduction, resolveResults } from "../lab/reproduce.ts";
import type { RunNamer } from "../lab/run_id.ts";
import { say, TerminalProgress } from "../lab/terminal.ts";
import {
  agreementLine,
  agreementToMarkdown,
  isCompared,
  verdictsLine,
} from "../report/agreement.ts";
import { allRuns } from "../report/cite.ts";
import { closingToText } from "../report/closing.ts";
import {
  closingFiles,
  fileStem,
  isPartial,
  overallPath,
  PART,
  renderFiles,
  type ResultFile,
  writeFile,
} from "../report/render.ts";
import type { ShownExperiment, ShownResult, View } from "../report/view.ts";
import { worthOf } from "../report/worth.ts";
import { shipRuns } from "./_ship_runs.ts";
import { executeForResults } from "./notebooks.ts";

/** What is reproduced, and what is done with it. */
export interface ReproduceRequest {
  readonly experiments: readonly ShownExperiment[];
  readonly tier: TierSettings;
  readonly only?: Only | undefined;
  readonly budgetSeconds?: number | undefined;
  readonly results: string;
  /** Whether what the runs train is kept. */
  readonly adapters: boolean;
  readonly machine: MachineOptions;
  /** Whether missing runs are made. */
  readonly train: boolean;
  /** Folder of the notebooks that are executed; null: none. */
  readonly notebooks: string | null;
  /** Whether the runs become the shipped ones. */
  readonly writeReference: boolean;
  readonly signal: AbortSignal;
}

/** Does it, and returns the exit code: 1 if a run or a notebook failed. */
export async function runReproduce(request: ReproduceRequest): Promise<number> {
  const { tier, results: folder } = request;
  const reference = new Known(await loadNamer(), await shippedRuns(tier));
  const shipped = resolveResults(request.experiments, tier, reference);
  const { results, failures } = request.train
    ? await makeRuns(request)
    : await readRuns(request, reference.nameOf, shipped);
  for (const result of results) await renderFiles(result, folder);
  const notebooksGood = request.notebooks === null ||
    await executeForResults(results, request.notebooks, folder, request.signal);
  if (isWhole(request)) {
    await writeOverall(closingFiles(results), results, folder);
  }
  console.log(closingToText(results, terminalColumns()));
  console.log(await compare(request, results, shipped));
  console.log(`Tables and charts are in ${folder}`);
  sayWhatIsPartial(request, results);
  const mixed = mixedSourcesNotice(results);
  if (mixed !== undefined) say(mixed);
  if (request.writeReference) await shipRuns(results, tier);
  const broken = failures.filter(({ kind }) => kind === "failed");
  if (broken.length > 0) say(`${broken.length} runs failed; run the same command to retry them`);
  return broken.length === 0 && notebooksGood ? 0 : 1;
}

/** Says which files are of a part, and which are left as they were. */
function sayWhatIsPartial(request: ReproduceRequest, results: readonly ShownResult[]): void {
  const partial = results.filter(isPartial).map(fileStem);
  if (partial.length > 0) {
    const overall = isWhole(request)
      ? ["claims", "summary"].map((name) => basename(overallPath(name, results), ".md"))
      : [];
    console.log(
      `Those with cells that were never run replace no complete ones: ${
        [...partial, ...overall].join(", ")
      }`,
    );
  }
  if (!isWhole(request)) {
    console.log(
      "The overall files (summary, claims, agreement) are unchanged. To update them, run without " +
        "experiment names and without --only, for example `deno task reproduce --tables-only`",
    );
  }
}

/**
 * Whether a call is about all cells of all experiments: a part may not stand in the whole's files.
 */
function isWhole({ experiments, only }: ReproduceRequest): boolean {
  const names = experiments.map(({ name }) => name);
  return only === undefined && Object.keys(EXPERIMENTS).every((name) => names.includes(name));
}

/**
 * Compares results with the shipped ones, and says how they agree; the file about it is written
 * only where something was compared.
 */
async function compare(
  request: ReproduceRequest,
  results: readonly ShownResult[],
  shipped: readonly ShownResult[],
): Promise<string> {
  const comparisons = results === shipped ? [] : compareResults(results, shipped);
  if (!isCompared(comparisons)) {
    return "No runs to compare with the shipped ones; the agreement file is unchanged.";
  }
  const verdicts = verdictsLine(results, shipped);
  if (isWhole(request)) {
    const text = agreementToMarkdown(comparisons, verdicts);
    await writeOverall([[overallPath("agreement", results), text]], results, request.results);
  }
  return `${agreementLine(comparisons)}. ${verdicts}.`;
}

/** Makes missing runs, with progress on the terminal. */
async function makeRuns(request: ReproduceRequest): Promise<Reproduction<View>> {
  const { experiments, tier, results, machine, only, budgetSeconds, adapters, signal } = request;
  const progress = new TerminalProgress();
  await noticeOtherEngines(results, machine.engine ?? "auto");
  const options = await assemble(tier, results, { ...machine, onEvent: progress.listen });
  try {
    const how = { only, budgetSeconds, keepsAdapters: adapters, worthOf, signal };
    return await reproduce(experiments, { ...options, ...how });
  } finally {
    progress.finish();
  }
}

/** Says that finished runs of another engine are not made again because an engine was named. */
async function noticeOtherEngines(folder: string, engine: string): Promise<void> {
  if (engine === "auto") return;
  const { records } = await loadRuns(folder);
  const notice = otherEnginesNotice([...records.values()], engine);
  if (notice !== undefined) say(notice);
}

/**
 * Reads what is there. A fresh clone has no runs: then the shipped ones are shown, and it is said
 * that nothing was run here; runs of both kinds are never mixed in a table.
 */
async function readRuns(
  { experiments, tier, results: folder }: ReproduceRequest,
  nameOf: RunNamer,
  shipped: readonly ShownResult[],
): Promise<Reproduction<View>> {
  const { records, failures } = await loadRuns(folder);
  const known = new Known(nameOf, records.values(), failures.values());
  const own = resolveResults(experiments, tier, known);
  if (own.some((result) => allRuns(result).length > 0)) return { results: own, failures: [] };
  const isShipped = shipped.some((result) => allRuns(result).length > 0);
  say(
    "No run of this tier was made here" +
      (isShipped ? ": tables and charts show the shipped runs" : ", and none is shipped"),
  );
  return { results: shipped, failures: [] };
}

/**
 * Writes tables over all experiments. As with theirs, those about a part of the cells replace no
 * complete ones, and go when those are there.
 */
async function writeOverall(
  files: readonly ResultFile[],
  results: readonly ShownResult[],
  folder: string,
): Promise<void> {
  for (const file of files) await writeFile(folder, file);
  if (results.some(isPartial)) return;
  for (const [path] of files) {
    await Deno.remove(join(folder, path.replace(/\.md$/, `${PART}.md`))).catch(() => {});
  }
}

function terminalColumns(): number {
  return Deno.stdout.isTerminal() ? Math.min(120, Deno.consoleSize().columns) : 100;
}
