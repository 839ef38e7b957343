/**
 * The files that a demonstration leaves: every run with its numbers and what made them, and a page
 * with the table of these runs.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { RESULTS } from "../core/paths.ts";
import type { Outcome, RunConfig, RunRecord } from "../lab/run.ts";

/** Where the records of demonstrations are. */
export const DEMO_FOLDER: string = join(RESULTS, "demo");

/** A run as it is published: `model` and `data` by name, since a folder means nothing elsewhere. */
export interface DemoRun extends Omit<RunRecord, "outcome"> {
  /** Without the loss of each step and the answer to each example, which would be most of the file. */
  readonly outcome: Omit<Outcome, "losses" | "answers">;
}

/**
 * The part of a run that is published.
 *
 * @param command what makes it again
 */
export function toDemoRun(
  { config, outcome: { losses: _losses, answers: _answers, ...outcome }, provenance, ...record }:
    RunRecord,
  names: Pick<RunConfig, "model" | "data">,
  command: string,
): DemoRun {
  return {
    ...record,
    config: { ...config, ...names },
    outcome,
    provenance: { ...provenance, command },
  };
}

/** The runs of an earlier record; none if there is no such file. */
export async function readDemo(name: string, folder: string = DEMO_FOLDER): Promise<DemoRun[]> {
  try {
    return JSON.parse(await Deno.readTextFile(join(folder, `${name}.json`))).runs;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Writes `NAME.json` with the runs, and `NAME.md` with the page. */
export async function writeDemo(
  name: string,
  runs: readonly DemoRun[],
  page: string,
  folder: string = DEMO_FOLDER,
): Promise<void> {
  await writeAtomically(join(folder, `${name}.json`), JSON.stringify({ runs }, null, 1) + "\n");
  await writeAtomically(join(folder, `${name}.md`), page);
}
