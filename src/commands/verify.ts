/**
 * `deno task verify RUN`: makes one published run again and compares every number.
 *
 * @module
 */
import { join } from "node:path";
import { isAdapterFolder } from "../adapters/folder.ts";
import { type MachineOptions, openWorkers, resultsFolder } from "../assembly/assemble.ts";
import { findRecord } from "../assembly/find_record.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { canonicalJson } from "../core/hash.ts";
import { ROOT } from "../core/paths.ts";
import { userPath } from "../core/user_path.ts";
import type { EngineReport } from "../engine/engine.ts";
import { calculatesAlike } from "../lab/compare.ts";
import type { Order } from "../lab/executor.ts";
import { unpackAnswers } from "../lab/given_answers.ts";
import { locateFiles } from "../lab/own_files.ts";
import type { Outcome, Provenance, RunRecord } from "../lab/run.ts";
import { describeMachine, hashFolder } from "../lab/source.ts";
import { say, TerminalProgress } from "../lab/terminal.ts";
import { defineCommand } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import {
  ENGINE_OPTIONS,
  FILES_OPTION,
  readMachine,
  RESULTS_OPTION,
  useResults,
} from "./machine.ts";

/** The command. */
export const verify = defineCommand({
  name: "verify",
  summary: "Repeats one run and compares every number with its record",
  synopsis: "RUN [options]",
  options: {
    ...RESULTS_OPTION,
    ...FILES_OPTION,
    out: { type: "string", value: "DIR", about: "folder for the adapter that the run trains" },
    ...ENGINE_OPTIONS,
  },
  takesWords: true,
  notes: [
    "RUN is the id of one of your runs or of a shipped run, or the path of a record file.",
    "It uses the engine of the record unless --engine is given; the record is not replaced.",
    "The hashes of both runs are printed. If the hash of the sources (code) differs, the recorded run",
    "was made with different code. --out keeps the adapter, unless the run trains a whole model.",
    "Exit code 0: all numbers are identical; 1: some differ.",
  ],
  async run({ values, positionals }) {
    if (positionals.length !== 1) {
      throw new UsageError(`Cannot verify ${positionals.length} runs: name one run`);
    }
    useResults(values.results);
    const record = await findRecord(positionals[0]!, resultsFolder());
    const config = locateFiles(record.config, values.files && userPath(values.files));
    const machine = machineOf(record, values);
    const code = await hashFolder(join(ROOT, "src"));
    const order = { config, ...given({ adapter: values.out && userPath(values.out) }) };
    const again = await withInterrupt((signal) => repeat(order, record.runId, machine, signal));
    if (order.adapter !== undefined && !await isAdapterFolder(order.adapter)) {
      say(`There is no adapter to keep: "${config.method}" trains the whole model, or nothing`);
    }
    const same = canonicalJson(again.outcome) === canonicalJson(record.outcome);
    const hashes = { code, ...again.hashes };
    for (const line of changeNotices(record.provenance.hashes, hashes, same)) say(line);
    if (!same) say(describeChanges(record.outcome, again.outcome));
    const here = { engine: again.engine, machine: describeMachine() };
    if (!same && !calculatesAlike(record.provenance, here)) {
      say("Engine or processor differ from the record's: small rounding differences are expected");
    }
    const { dev, test } = record.outcome;
    const recorded = {
      test,
      dev,
      hashes: record.provenance.hashes,
      engine: record.provenance.engine,
    };
    const now = { test: again.outcome.test, dev: again.outcome.dev };
    const found = { ...now, hashes, engine: again.engine };
    console.log(
      JSON.stringify({ runId: record.runId, identical: same, recorded, again: found }, null, 1),
    );
    return same ? 0 : 1;
  },
});

/**
 * The engine of the record with as many threads, unless others were named.
 *
 * @throws {UsageError} if what was named is unknown
 */
export function machineOf(
  { provenance }: RunRecord,
  typed: {
    readonly engine?: string;
    readonly jit?: string;
    readonly threads?: string;
    readonly debug?: boolean;
  },
): MachineOptions {
  const report = provenance.engine as Partial<EngineReport> | null;
  const { engine = report?.engine, jit = typed.engine ? undefined : report?.jit } = typed;
  const { threads, debug = false } = typed;
  return {
    ...given({ threads: report?.threads }),
    ...readMachine({ debug, ...given({ engine, jit, threads }) }),
  };
}

/** How far a run that is not identical is from its record, in one sentence. */
export function describeChanges(recorded: Outcome, again: Outcome): string {
  const most = again.losses.reduce(
    (top, loss, i) => Math.max(top, Math.abs(loss - (recorded.losses[i] ?? NaN))),
    0,
  );
  const losses = Number.isNaN(most) ? "other losses" : `losses by up to ${most.toPrecision(2)}`;
  if (recorded.answers === undefined || again.answers === undefined) return `Differs: ${losses}`;
  const [before, now] = [recorded.answers, again.answers].map(unpackAnswers);
  const changed = before!.filter((answer, i) => answer !== now![i]).length;
  return `Differs: ${changed} of ${before!.length} answers, ${losses}`;
}

/** What is not as it was when the record was made, in sentences. */
export function changeNotices(
  recorded: Provenance["hashes"],
  here: Provenance["hashes"],
  same: boolean,
): string[] {
  const inputs = (["weights", "data"] as const).filter((what) => here[what] !== recorded[what]);
  const lines = inputs.map((what) =>
    `The ${what} differ from those of the record: expect different numbers`
  );
  if (here.code === recorded.code) return lines;
  const consequence = same
    ? "all numbers are identical nevertheless"
    : "this may explain the differences";
  return [...lines, `The sources in src/ differ from those of the record: ${consequence}`];
}

async function repeat(
  order: Order,
  runId: string,
  machine: MachineOptions,
  signal: AbortSignal,
) {
  const progress = new TerminalProgress();
  const onEvent = progress.listen;
  const executor = await openWorkers(1, { ...machine, onEvent }, signal);
  try {
    onEvent({ type: "planned", total: 1, done: 0, secondsLeft: null });
    onEvent({ type: "started", slot: 0, runId, config: order.config });
    return await executor.execute(
      0,
      order,
      (at) => onEvent({ type: "step", slot: 0, progress: at }),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    progress.finish();
    await executor.close();
  }
}
