/**
 * `deno task reproduce --plan`: what would be done, and how long it would take.
 *
 * @module
 */
import { loadNamer, shippedRuns } from "../assemble.ts";
import { Estimator } from "../lab/estimate.ts";
import type { Experiment, TierSettings } from "../lab/experiment.ts";
import { Known } from "../lab/known.ts";
import type { Only } from "../lab/only.ts";
import { type Plan, planCells } from "../lab/plan.ts";
import { wantedCells } from "../lab/reproduce.ts";
import { RunStore } from "../lab/store.ts";
import { renderDuration } from "../lab/tally.ts";

/** What is planned. */
export interface PlanRequest {
  readonly experiments: readonly Experiment[];
  readonly tier: TierSettings;
  readonly only?: Only | undefined;
  readonly results: string;
  /** Workers that would share the work. */
  readonly workers: number;
}

const HEADS = ["", "finished", "to run", "failed", "time"] as const;

/** The plan as a table for a terminal; starts no engine. */
export async function renderPlan(request: PlanRequest): Promise<string> {
  const { experiments, tier, only, results, workers } = request;
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
  ].join("\n");
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
