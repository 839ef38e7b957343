/**
 * Executing the notebooks of results that were just made, unless they show them already.
 *
 * @module
 */
import { join } from "node:path";
import { findTier } from "../assembly/settings.ts";
import { hashValue } from "../core/hash.ts";
import { ROOT } from "../core/paths.ts";
import { EXPERIMENTS } from "../experiments/mod.ts";
import { hashFolder } from "../lab/source.ts";
import { say } from "../lab/terminal.ts";
import { showReport, StatusLine } from "../notebook/console.ts";
import { executeNotebooks } from "../notebook/execute.ts";
import { resultId } from "../report/cite.ts";
import type { ShownResult } from "../report/view.ts";
import { Stamps } from "./stamps.ts";

/** Longest time for a cell: all runs of experiments are there, and a guide trains for a minute. */
const CELL_SECONDS = 600;

/**
 * Executes the notebooks of these results.
 *
 * Notebooks show the mini tier with its own seeds. Where runs of that are missing, executing would
 * train, so it is left out and said. A notebook that was executed with the same runs by the same
 * sources, and not changed since, is left as it is.
 *
 * @param notebooks folder of the notebooks
 * @param folder results folder, where it is noted what each notebook shows
 * @returns whether no notebook failed
 */
export async function executeForResults(
  results: readonly ShownResult[],
  notebooks: string,
  folder: string,
  signal: AbortSignal,
): Promise<boolean> {
  const ready = results.filter(isComplete);
  if (ready.length < results.length) {
    const names = results.filter((result) => !isComplete(result)).map(({ experiment }) =>
      experiment.name
    );
    say(
      `Notebooks skipped: they show seeds ${findTier("mini").seeds.join(", ")} of the mini tier, ` +
        `and some of these runs are missing: ${names.join(", ")}`,
    );
  }
  const stamps = await Stamps.load(join(folder, "scratch", "notebooks.json"));
  const code = await hashFolder(join(ROOT, "src"));
  const due: { path: string; shows: string }[] = [];
  for (const [notebook, ids] of await notebooksOf(ready, notebooks)) {
    const path = join(notebooks, notebook);
    const shows = hashValue([ids, code, Deno.version.deno]);
    if (!await stamps.isFresh(path, shows)) due.push({ path, shows });
  }
  const failed = await execute(due.map(({ path }) => path), signal);
  for (const { path, shows } of due) if (!failed.has(path)) await stamps.set(path, shows);
  await stamps.save();
  return failed.size === 0;
}

/**
 * The notebooks that can be executed, with the ids of the results that they show. With all
 * experiments at hand, those that belong to none, such as the first one, are among them.
 */
async function notebooksOf(
  results: readonly ShownResult[],
  folder: string,
): Promise<Map<string, string[]>> {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".ipynb")) files.push(name);
  }
  const own = new Map(results.map((result) => [result.experiment.notebook, [resultId(result)]]));
  const all = Object.keys(EXPERIMENTS).length === results.length;
  const shown = new Map<string, string[]>();
  for (const file of files.sort()) {
    const ids = own.get(file) ?? (isDeclared(file) || !all ? undefined : [...own.values()].flat());
    if (ids !== undefined) shown.set(file, ids);
  }
  return shown;
}

function isDeclared(file: string): boolean {
  return Object.values(EXPERIMENTS).some(({ notebook }) => notebook === file);
}

/** Whether the result has every run that its notebook shows. */
function isComplete({ experiment, tier, cells }: ShownResult): boolean {
  if (tier.name !== "mini") return false;
  const shown = findTier("mini").seeds;
  return experiment.cells(tier).length === cells.length &&
    cells.every(({ records }) =>
      shown.every((seed) => records.some(({ config }) => config.seed === seed))
    );
}

/** Executes notebooks and returns the paths of those that failed. */
async function execute(paths: readonly string[], signal: AbortSignal): Promise<Set<string>> {
  const status = new StatusLine();
  try {
    const reports = await executeNotebooks(paths, {
      timeoutSeconds: CELL_SECONDS,
      jobs: Math.max(1, Math.min(navigator.hardwareConcurrency, paths.length)),
      signal,
      onProgress: (progress) => status.show(progress),
      onReport: (report) => status.print(showReport(report)),
    });
    return new Set(reports.filter(({ failure }) => failure).map(({ path }) => path));
  } finally {
    status.clear();
  }
}
