/**
 * What every demonstration does: it makes the runs that are missing, shows their table, and leaves a
 * record if they are of the size that is published.
 *
 * @module
 */
import { type MachineOptions, openFor, resultsFolder } from "../assembly/assemble.ts";
import { hashFile } from "../core/hash.ts";
import { privatePlaces, ROOT } from "../core/paths.ts";
import { type Demo, demoNamer, type DemoSize, type Place } from "../demos/demo.ts";
import { type DemoRun, readDemo, toDemoRun, writeDemo } from "../demos/record.ts";
import type { CellResult } from "../lab/experiment.ts";
import { traceRun } from "../lab/provenance.ts";
import { type MakeOptions, makeRuns } from "../lab/reproduce.ts";
import { resolveCell } from "../lab/select.ts";
import { describeSource } from "../lab/source.ts";
import { RunStore } from "../lab/store.ts";
import { say, TerminalProgress } from "../lab/terminal.ts";
import { integerOption, type Values } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { ENGINE_OPTIONS, readMachine } from "./machine.ts";

/** Options of every demonstration, with the defaults of its size. */
export function demoOptions({ steps, seeds }: DemoSize) {
  return {
    steps: { type: "string", value: "N", about: `training steps per run; default: ${steps}` },
    seeds: { type: "string", value: "N", about: `reported runs per method; default: ${seeds}` },
    json: { type: "boolean", about: "print the runs as JSON" },
    ...ENGINE_OPTIONS,
  } as const;
}

/** What was typed of these options. */
type DemoValues = Values<ReturnType<typeof demoOptions>>;

/** Carries out a demonstration and returns the exit code. */
export async function runDemo(demo: Demo, values: DemoValues): Promise<number> {
  const size = {
    steps: integerOption("steps", values.steps, 1) ?? demo.size.steps,
    seeds: integerOption("seeds", values.seeds, 1) ?? demo.size.seeds,
  };
  const machine = readMachine({ jit: "graph", ...values }); // runs are too few to repay XLA
  const results = await compare(demo, size, machine);
  const runs = demoRuns(results, demo);
  console.log(values.json ? JSON.stringify(runs, null, 1) : demo.results(runs));
  const missing = results.flatMap((result) => result.missing).length;
  if (missing > 0) {
    say(`${missing} runs are missing; run the same command to retry them`);
    return 1;
  }
  if (size.steps === demo.size.steps && size.seeds === demo.size.seeds) {
    await writeDemo(demo.name, runs, demo.page(runs));
    say(`Wrote results/demo/${demo.name}.md and ${demo.name}.json`);
  }
  return 0;
}

/** Fetches model and task, and makes the runs that are missing, with progress on the terminal. */
async function compare(
  demo: Demo,
  size: DemoSize,
  machine: MachineOptions,
): Promise<CellResult[]> {
  const progress = new TerminalProgress();
  const notice = (line: string) => progress.print(line);
  try {
    const place = await demo.prepare(notice);
    const cells = demo.cells(place, size);
    const options = await makeOptions(demo, place, { ...machine, onEvent: progress.listen });
    const known = await withInterrupt((signal) => makeRuns(cells, { ...options, signal }));
    return cells.map((cell) => resolveCell(cell, known));
  } finally {
    progress.finish();
  }
}

/** All that making the runs needs on this machine; the shipped runs tell how long they take. */
async function makeOptions(
  demo: Demo,
  place: Place,
  machine: MachineOptions,
): Promise<MakeOptions> {
  const [rows, source, shipped] = await Promise.all([
    hashFile(place.data),
    describeSource(ROOT),
    readDemo(demo.name),
  ]);
  return {
    store: new RunStore(resultsFolder()),
    nameOf: demoNamer(demo, rows),
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
function demoRuns(results: readonly CellResult[], { names, command }: Demo): DemoRun[] {
  return results.flatMap(({ candidates, records }) =>
    [...candidates.flatMap((candidate) => candidate.records), ...records]
      .map((record) => toDemoRun(record, names, command))
  );
}
