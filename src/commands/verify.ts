/**
 * `deno task verify RUN`: makes one published run again and compares every number.
 *
 * @module
 */
import { type MachineOptions, openWorkers, resultsFolder } from "../assemble.ts";
import { canonicalJson } from "../core/hash.ts";
import { UsageError } from "../core/errors.ts";
import type { EngineReport } from "../engine/engine.ts";
import { didYouMean } from "../core/registry.ts";
import { TIERS } from "../experiments/mod.ts";
import type { Execution } from "../lab/executor.ts";
import { calculatesAlike } from "../lab/compare.ts";
import { parseRecord } from "../lab/record.ts";
import { describeMachine } from "../lab/source.ts";
import type { RunRecord } from "../lab/run.ts";
import { readReference, referencePath } from "../lab/reference.ts";
import { RunStore } from "../lab/store.ts";
import { TerminalProgress } from "../lab/terminal.ts";
import { RESULTS } from "../core/paths.ts";
import { defineCommand } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { ENGINE_OPTIONS, readMachine } from "./machine.ts";

/** The command. */
export const verify = defineCommand({
  name: "verify",
  summary: "Makes one run again and compares it with its record",
  synopsis: "RUN [options]",
  options: ENGINE_OPTIONS,
  takesWords: true,
  notes: [
    "RUN is the id of a run of yours or of a shipped one, or the path of a record's file.",
    "It runs on the engine of the record unless another is named; the record is not replaced.",
    "Exit code 0: every number is the same; 1: some differ.",
  ],
  async run({ values, positionals }) {
    if (positionals.length !== 1) {
      throw new UsageError(`Cannot verify ${positionals.length} runs: name one run`);
    }
    const record = await findRecord(positionals[0]!, resultsFolder());
    const machine = machineOf(record, values);
    const again = await withInterrupt((signal) => repeat(record, machine, signal));
    const same = canonicalJson(again.outcome) === canonicalJson(record.outcome);
    for (const what of changedInputs(record, again)) {
      console.error(`The ${what} are not those of the record: other numbers are to be expected`);
    }
    const here = { engine: again.engine, machine: describeMachine() };
    if (!same && !calculatesAlike(record.provenance, here)) {
      console.error("Engine or processor are not those of the record: other last bits are usual");
    }
    const { dev, test } = record.outcome;
    const { engine, hashes } = record.provenance;
    const recorded = { test, dev, hashes, engine };
    const now = { test: again.outcome.test, dev: again.outcome.dev };
    const found = { ...now, hashes: again.hashes, engine: again.engine };
    console.log(
      JSON.stringify({ runId: record.runId, identical: same, recorded, again: found }, null, 1),
    );
    return same ? 0 : 1;
  },
});

/** The engine of the record with as many threads, unless another one was named. */
export function machineOf(
  { provenance }: RunRecord,
  typed: { readonly engine?: string; readonly jit?: string; readonly debug?: boolean },
): MachineOptions {
  const report = provenance.engine as Partial<EngineReport> | null;
  const { engine = report?.engine, jit = typed.engine ? undefined : report?.jit } = typed;
  const named = { ...(engine ? { engine } : {}), ...(jit ? { jit } : {}) };
  return {
    ...readMachine({ ...named, debug: typed.debug ?? false }),
    ...(report?.threads === undefined ? {} : { threads: report.threads }),
  };
}

/** Which of weights and data are other ones than those of the record. */
function changedInputs(record: RunRecord, { hashes }: Execution): string[] {
  return (["weights", "data"] as const).filter((what) =>
    hashes[what] !== record.provenance.hashes[what]
  );
}

/**
 * Finds a record by path, among the runs of this machine, or among the shipped ones.
 *
 * @throws {UsageError} if there is none
 */
export async function findRecord(word: string, results: string): Promise<RunRecord> {
  if (word.endsWith(".json")) {
    const text = await Deno.readTextFile(word).catch(() => {
      throw new UsageError(`Cannot read "${word}": there is no such file`);
    });
    try {
      return parseRecord(text, word);
    } catch (cause) {
      throw new UsageError((cause as Error).message, { cause });
    }
  }
  const { records } = await new RunStore(results).load();
  const own = records.get(word);
  if (own !== undefined) return own;
  const shipped = await Promise.all(
    Object.values(TIERS).map(({ name }) => readReference(referencePath(RESULTS, name))),
  );
  const found = shipped.flat().find(({ runId }) => runId === word);
  if (found !== undefined) return found;
  const known = [...records.keys(), ...shipped.flat().map(({ runId }) => runId)];
  throw new UsageError(
    `Cannot find run "${word}": it is none of the ${known.length} runs that are here${
      didYouMean(word, known)
    }`,
  );
}

async function repeat(record: RunRecord, machine: MachineOptions, signal: AbortSignal) {
  const progress = new TerminalProgress();
  const onEvent = progress.listen;
  const executor = await openWorkers(1, { ...machine, onEvent }, signal);
  try {
    onEvent({ type: "planned", total: 1, done: 0, secondsLeft: null });
    onEvent({ type: "started", slot: 0, runId: record.runId, config: record.config });
    return await executor.execute(
      0,
      { config: record.config },
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
