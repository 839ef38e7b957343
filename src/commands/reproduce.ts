/**
 * `deno task reproduce`: trains what is missing, renders every table and chart, executes the
 * notebooks, and says what shows and whether it agrees with the shipped results.
 *
 * @module
 */
import { resultsFolder } from "../assembly/assemble.ts";
import { findExperiments, findTier, withPrecision } from "../assembly/settings.ts";
import { UsageError } from "../core/errors.ts";
import { NOTEBOOKS } from "../core/paths.ts";
import { TIERS } from "../experiments/mod.ts";
import { parseDuration } from "../lab/duration.ts";
import { type Only, parseOnly } from "../lab/only.ts";
import { defineCommand, type Input, integerOption } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import {
  ENGINE_OPTIONS,
  PRECISION_OPTION,
  readMachine,
  readPrecision,
  RESULTS_OPTION,
  useResults,
} from "./machine.ts";
import { measureHere, PLAN_OPTION, renderPlan } from "./plan.ts";
import { type ReproduceRequest, runReproduce } from "./run_reproduce.ts";

const OPTIONS = {
  tier: { type: "string", value: "NAME", about: `${Object.keys(TIERS).join(", ")}; default: mini` },
  seeds: { type: "string", value: "N", about: "number of seeds per cell; default: the tier's" },
  only: {
    type: "string",
    value: "KEY=VALUE,...",
    about:
      "run only matching cells: by task, method, model, or a label such as shots, promptLength; " +
      "tables show all cells, and are named NAME-partial as long as some were never run",
  },
  workers: {
    type: "string",
    value: "N",
    about: "parallel processes; default: one per core, or one on a GPU",
  },
  budget: {
    type: "string",
    value: "TIME",
    about:
      "time limit, such as 90m or 2h; first seeds of every cell come first, then the runs that narrow " +
      "inconclusive intervals most",
  },
  ...PLAN_OPTION,
  "tables-only": { type: "boolean", about: "render tables from existing runs; train nothing" },
  "no-notebooks": { type: "boolean", about: "do not execute the notebooks" },
  ...RESULTS_OPTION,
  adapters: {
    type: "boolean",
    about: "keep what the runs train, except whole models, in DIR/adapters/RUN_ID",
  },
  "write-reference": {
    type: "boolean",
    about: "for maintainers: make these runs the shipped reference of the tier",
  },
  ...PRECISION_OPTION,
  ...ENGINE_OPTIONS,
} as const;

/** The command. */
export const reproduce = defineCommand({
  name: "reproduce",
  summary: "Trains missing runs, renders all tables and charts, executes the notebooks",
  synopsis: "[experiment...] [options]",
  options: OPTIONS,
  takesWords: true,
  notes: [
    "Without experiment names, all experiments run; `deno task list` lists them. Finished runs are kept;",
    "the same command resumes an interrupted one. The overall files (summary, claims, agreement) are",
    "written only when all experiments are included and --only is absent.",
    "Examples:",
    "  deno task reproduce superglue --seeds 5",
    "  deno task reproduce --only 'task=rte|wic,method=prompt'",
  ],
  async run(input) {
    const request = readRequest(input);
    if (input.values.plan) {
      const { workers, threads, engine = "auto" } = request.machine;
      const plan = { ...request, workers, threads, engine, calibrate: measureHere };
      console.log(await renderPlan(plan));
      return 0;
    }
    return await withInterrupt((signal) => runReproduce({ ...request, signal }));
  },
});

/** Reads and checks everything that was typed, before anything starts. */
function readRequest(
  { values, positionals }: Input<typeof OPTIONS>,
): Omit<ReproduceRequest, "signal"> {
  const seeds = integerOption("seeds", values.seeds, 1);
  useResults(values.results);
  return {
    experiments: findExperiments(positionals),
    tier: withPrecision(findTier(values.tier ?? "mini", seeds), readPrecision(values.precision)),
    only: values.only === undefined ? undefined : parseOnly(values.only) as Only,
    budgetSeconds: values.budget === undefined ? undefined : readBudget(values.budget),
    results: resultsFolder(),
    adapters: values.adapters ?? false,
    machine: readMachine(values),
    train: !values["tables-only"],
    notebooks: values["no-notebooks"] || values["tables-only"] ? null : NOTEBOOKS,
    writeReference: values["write-reference"] ?? false,
  };
}

function readBudget(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  throw new UsageError(
    `Cannot use --budget as it must be a time such as 90m or 2h: current value is "${text}"`,
  );
}
