/**
 * `--plan` of `reproduce` and `compare`: what would be done, how long it would take, and what it needs.
 *
 * @module
 */
import { loadNamer, shippedRuns } from "../assembly/assemble.ts";
import { knownSizes } from "../assembly/inputs.ts";
import { alignColumns } from "../core/columns.ts";
import type { Calibration } from "../estimates/calibration.ts";
import { runOperations } from "../estimates/operations.ts";
import { renderDuration } from "../lab/duration.ts";
import { Estimator } from "../lab/estimate.ts";
import type { Cell, Experiment, TierSettings } from "../lab/experiment.ts";
import { Known } from "../lab/known.ts";
import { isMeant, type Only } from "../lab/only.ts";
import { type Plan, planCells } from "../lab/plan.ts";
import { wantedCells } from "../lab/reproduce.ts";
import type { RunConfig } from "../lab/run.ts";
import { findRuns, plainConfig } from "../lab/select.ts";
import { RunStore } from "../lab/store.ts";
import { say } from "../lab/terminal.ts";
import { explainNeeds } from "./_plan_needs.ts";

/** The option that asks for a plan. */
export const PLAN_OPTION = {
  plan: {
    type: "boolean",
    about: "show runs, time, memory and disk needed, without running anything",
  },
} as const;

/** What is planned. */
export interface PlanRequest {
  readonly experiments: readonly Experiment[];
  readonly tier: TierSettings;
  readonly only?: Only | undefined;
  readonly results: string;
  /** Workers that would share the work; absent: one for each core, or one where a GPU is used. */
  readonly workers?: number | undefined;
  /** Name of an engine; absent: `auto`. */
  readonly engine?: string;
  /** CPU threads of a worker; absent: one where several share, else the engine's default. */
  readonly threads?: number | null | undefined;
  readonly budgetSeconds?: number | undefined;
  /** Measures how fast a worker trains; asked only where no run tells. Absent: time stays unknown. */
  readonly calibrate?: (engine: string, threads: number | null) => Promise<Calibration>;
}

/** Loads an engine, which a plan needs only where no run tells how long others take. */
export async function measureHere(engine: string, threads: number | null): Promise<Calibration> {
  const { calibrate } = await import("../estimates/calibration.ts");
  return await calibrate(engine, threads, say);
}

const HEADS = ["", "finished", "to run", "failed", "time"] as const;

/** The plan as a table for a terminal; asks no server, and starts an engine only to calibrate. */
export async function renderPlan(request: PlanRequest): Promise<string> {
  const { experiments, tier, only, results, engine = "auto" } = request;
  const [nameOf, reference, { records, failures, damaged }] = await Promise.all([
    loadNamer(),
    shippedRuns(tier),
    new RunStore(results).load(),
  ]);
  const diverged = [...failures.values()].filter(({ kind }) => kind === "diverged");
  const known = new Known(nameOf, records.values(), diverged);
  const cells = wantedCells(experiments, tier, only);
  const timing = await timingOf(request, new Estimator(reference, records.values()), cells);
  const { estimator, workers } = timing;
  // one experiment alone may have none of the cells that are meant
  const found = experiments.map((experiment) =>
    experiment.cells(tier).filter((cell) => only === undefined || isMeant(cell, only))
      .map((cell) => findRuns(cell, known))
  );
  const rows = experiments.map(({ name }, i) =>
    renderRow(name, planCells(found[i]!, failures, estimator), workers)
  );
  const all = planCells(found.flat(), failures, estimator);
  const basis = timing.basis ??
    (records.size > 0
      ? "estimated from runs on this machine"
      : "estimated from the shipped runs, made on another machine");
  return [
    ...alignColumns([HEADS, ...rows, renderRow("all (shared runs once)", all, workers)]),
    ...damaged.map(({ reason, movedTo }) => `${reason}: moved to ${movedTo}`),
    "",
    ...explainBound(all),
    explainTime(all, workers, basis),
    ...explainBudget(all, estimator, workers, request.budgetSeconds),
    ...await explainNeeds(cells.flatMap(withSeeds), engine, results, all.pending),
  ].join("\n");
}

/** How time is estimated. */
interface Timing {
  readonly estimator: Estimator;
  readonly workers: number;
  /** What the estimate rests on, if not on runs. */
  readonly basis?: string;
}

/** Estimates from runs where there are any, else from a step that is measured here. */
async function timingOf(
  { calibrate, engine = "auto", workers: wanted, threads }: PlanRequest,
  estimator: Estimator,
  cells: readonly Cell[],
): Promise<Timing> {
  const workers = wanted ?? navigator.hardwareConcurrency;
  const configs = cells.flatMap(withSeeds);
  const untimed = configs.filter((config) => estimator.seconds(config) === null);
  if (untimed.length === 0 || calibrate === undefined) return { estimator, workers };
  const sizes = await knownSizes(untimed);
  const { rate, gpu, engine: ran } = await calibrate(
    engine,
    threads ?? (workers > 1 ? 1 : null),
  );
  const timed = estimator.guessBy((config) => {
    const found = sizes.get(config.model);
    return found === undefined ? null : runOperations(config, found) / rate;
  });
  return {
    estimator: timed,
    workers: gpu && wanted === undefined ? 1 : workers,
    basis: `estimated roughly from training steps of a small model, measured here with ${ran} (${
      (rate / 1e9).toFixed(0)
    } GFLOP/s per worker)`,
  };
}

function withSeeds(cell: Cell): RunConfig[] {
  return cell.seeds.map((seed) => ({ ...plainConfig(cell), seed }));
}

function renderRow(name: string, plan: Plan, workers: number): string[] {
  const { cached, pending, failed, seconds } = plan;
  const time = seconds === null ? "unknown" : renderDuration(seconds / workers);
  return [name, String(cached), String(pending), String(failed), time];
}

/** Which runs follow a choice on dev is not known before: experiments that choose alike share them. */
function explainBound({ pending }: Plan): string[] {
  if (pending === 0) return [];
  return [`Runs: at most ${pending}; experiments that choose the same settings on dev share runs`];
}

function explainTime({ seconds }: Plan, workers: number, basis: string): string {
  if (seconds === null) {
    return "Time: unknown; no similar run has been timed yet";
  }
  return `Time: upper bound with ${workers} ${workers === 1 ? "worker" : "workers"}, ${basis}`;
}

/** What a budget is good for. */
function explainBudget(
  { seconds, pending, due }: Plan,
  estimator: Estimator,
  workers: number,
  budget?: number,
): string[] {
  if (budget === undefined || seconds === null || pending === 0) return [];
  const text = `Budget: ${renderDuration(budget)} with ${workers} ${
    workers === 1 ? "worker" : "workers"
  }`;
  if (seconds <= budget * workers) return [`${text} is enough for all runs`];
  const known = due.map((config) => estimator.seconds(config)).filter((each) => each !== null);
  let left = budget * workers;
  const most =
    known.sort((a, b) => a - b).filter((each) => each <= budget && (left -= each) >= 0).length;
  if (most === 0) return [`${text} is not enough for any of ${pending} runs`];
  return [
    `${text} is enough for at most ${most} of ${pending} runs; the most informative runs come first, ` +
    "and no run is started that would not finish in time",
  ];
}
