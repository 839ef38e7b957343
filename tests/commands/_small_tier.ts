/**
 * The tiers of SuperGLUE made short, for tests from end to end.
 *
 * @module
 */
import { type ReproduceRequest, runReproduce } from "../../src/commands/run_reproduce.ts";
import type { TierSettings } from "../../src/lab/experiment.ts";
import type { Only } from "../../src/lab/only.ts";
import type { RunRecord, Training } from "../../src/lab/run.ts";
import { RunStore } from "../../src/lab/store.ts";
import type { ShownExperiment } from "../../src/report/view.ts";
import { findExperiments, findTier } from "../../src/assembly/settings.ts";
import { BASE, MODEL, type Setting } from "../hub/superglue_hub.ts";

/** The main table, each cell trained for a few steps; `tasks`: with these tasks only. */
export function shortTable(
  tasks?: readonly string[],
  training: Partial<Training> = {},
): ShownExperiment {
  const [superglue] = findExperiments(["superglue"]);
  return {
    ...superglue!,
    cells: (tier) =>
      superglue!.cells(tier).filter(({ task }) => tasks?.includes(task) ?? true).map((cell) => ({
        ...cell,
        training: { ...cell.training, steps: 2, evaluateEvery: 1, batchSize: 4, ...training },
      })),
  };
}

/** A tier with one seed, few examples and one model that the Hub has, or all of its own. */
function shortTier(name: string, model: string | "all"): TierSettings {
  const tier = findTier(name, [0]);
  return {
    ...tier,
    models: model === "all" ? tier.models : [model],
    examples: { train: 16, dev: 16, test: 16 },
  };
}

export function request(
  { results }: Setting,
  tier: string,
  only: Record<string, string[]>,
  tasks?: readonly string[],
  model: string = tier === "paper" ? BASE : MODEL,
): ReproduceRequest {
  return {
    experiments: [shortTable(tasks)],
    tier: shortTier(tier, model),
    only: new Map(Object.entries(only)) as Only,
    results,
    machine: { workers: 1 },
    adapters: false,
    train: true,
    notebooks: null,
    writeReference: false,
    signal: new AbortController().signal,
  };
}

/** Calls with the console kept quiet; returns the exit code and what was said. */
export async function run(
  setting: Setting,
  tier: string,
  only: Record<string, string[]>,
  tasks?: readonly string[],
  model?: string,
): Promise<{ code: number; said: string }> {
  const { log, error } = console;
  const write = Deno.stderr.writeSync;
  let said = "";
  console.log = console.error = (line: string) => void (said += line + "\n");
  Deno.stderr.writeSync = (bytes) => {
    said += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  try {
    return { code: await runReproduce(request(setting, tier, only, tasks, model)), said };
  } finally {
    Object.assign(console, { log, error });
    Deno.stderr.writeSync = write;
  }
}

/** The runs that were made. */
export async function recordsOf({ results }: Setting): Promise<RunRecord[]> {
  return [...(await new RunStore(results).load()).records.values()];
}
