/**
 * `deno task reproduce --plan`: what would be done, and how long it would take.
 *
 * @module
 */
import { loadNamer, shippedRuns } from "../assemble.ts";
import { NotCached } from "../core/errors.ts";
import { memoryNeeds, missingInputs, withoutNetwork } from "../inputs.ts";
import { Estimator } from "../lab/estimate.ts";
import type { Cell, Experiment, TierSettings } from "../lab/experiment.ts";
import { Known } from "../lab/known.ts";
import type { Only } from "../lab/only.ts";
import { type Plan, planCells } from "../lab/plan.ts";
import { wantedCells } from "../lab/reproduce.ts";
import type { RunConfig } from "../lab/run.ts";
import { RunStore } from "../lab/store.ts";
import { renderDuration } from "../lab/tally.ts";
import { gibibytes, largestNeed, memoryHere } from "../memory.ts";

/** What is planned. */
export interface PlanRequest {
  readonly experiments: readonly Experiment[];
  readonly tier: TierSettings;
  readonly only?: Only | undefined;
  readonly results: string;
  /** Workers that would share the work. */
  readonly workers: number;
  /** Name of an engine; absent: `auto`. */
  readonly engine?: string;
}

const HEADS = ["", "finished", "to run", "failed", "time"] as const;

/** The plan as a table for a terminal; starts no engine. */
export async function renderPlan(request: PlanRequest): Promise<string> {
  const { experiments, tier, only, results, workers, engine = "auto" } = request;
  const [nameOf, reference, { records, failures, damaged }] = await Promise.all([
    loadNamer(),
    shippedRuns(tier),
    new RunStore(results).load(),
  ]);
  const diverged = [...failures.values()].filter(({ kind }) => kind === "diverged");
  const known = new Known(nameOf, records.values(), diverged);
  const estimator = new Estimator(reference, records.values());
  const plan = (chosen: readonly Experiment[]) =>
    planCells(wantedCells(chosen, tier, only), known, failures, estimator);
  const rows = experiments.map((experiment) =>
    renderRow(experiment.name, plan([experiment]), workers)
  );
  const all = plan(experiments);
  return [
    renderGrid([HEADS, ...rows, renderRow("all, shared runs once", all, workers)]),
    ...damaged.map(({ reason, movedTo }) => `${reason}: moved to ${movedTo}`),
    explainTime(all, workers, records.size > 0),
    ...await explainNeeds(wantedCells(experiments, tier, only).flatMap(withSeeds), engine),
  ].join("\n");
}

function withSeeds({ seeds, labels: _labels, choose: _choose, ...config }: Cell): RunConfig[] {
  return seeds.map((seed) => ({ ...config, seed }));
}

/** What runs need of memory and network; nothing is said of the mini model, which is at hand. */
async function explainNeeds(configs: readonly RunConfig[], engine: string): Promise<string[]> {
  const large = configs.filter(({ model }) => model !== "mini");
  if (large.length === 0) return [];
  const missing = await missingInputs(large);
  return [
    missing.length === 0 ? "All inputs are cached" : `To be fetched: ${missing.join(", ")}`,
    await explainMemory(large, engine),
  ];
}

async function explainMemory(configs: readonly RunConfig[], engine: string): Promise<string> {
  try {
    const needs = await memoryNeeds(configs, engine, withoutNetwork());
    const { config: { method, model }, bytes } = largestNeed(needs);
    const memory = await memoryHere(engine);
    const here = `${memory.name} has ${gibibytes(memory.bytes)}`;
    return `Memory: at most about ${gibibytes(bytes)} ("${method}" of "${model}"); ${here}`;
  } catch (error) {
    if (!(error instanceof NotCached)) throw error;
    return "Memory: unknown before a model is fetched";
  }
}

function renderRow(name: string, plan: Plan, workers: number): string[] {
  const { cached, pending, failed, seconds } = plan;
  const time = seconds === null ? "unknown" : renderDuration(seconds / workers);
  return [name, String(cached), String(pending), String(failed), time];
}

/** Columns side by side, the first one to the left and numbers to the right. */
function renderGrid(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((text, i) => i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)).join("  ")
  ).join("\n");
}

function explainTime({ seconds }: Plan, workers: number, own: boolean): string {
  if (seconds === null) return "\nNothing alike was timed yet: the first finished run tells more";
  const basis = own ? "runs of this machine" : "the shipped runs, made on another machine";
  return `\nTime with ${workers} ${workers === 1 ? "worker" : "workers"}, estimated from ${basis}`;
}
