/**
 * `deno task verify RUN`: makes one published run again and compares every number.
 *
 * @module
 */
import { join } from "node:path";
import {
  findExperiments,
  findTier,
  type MachineOptions,
  openWorkers,
  resultsFolder,
} from "../assemble.ts";
import { canonicalJson } from "../core/hash.ts";
import { UsageError } from "../core/errors.ts";
import type { EngineReport } from "../engine/engine.ts";
import { didYouMean } from "../core/registry.ts";
import { EXPERIMENTS, TIERS } from "../experiments/mod.ts";
import { calculatesAlike } from "../lab/compare.ts";
import { parseRecord } from "../lab/record.ts";
import { describeMachine, hashFolder } from "../lab/source.ts";
import type { Provenance, RunRecord } from "../lab/run.ts";
import { readReference, referencePath } from "../lab/reference.ts";
import { say, TerminalProgress } from "../lab/terminal.ts";
import { RESULTS, ROOT } from "../core/paths.ts";
import { userPath } from "../core/user_path.ts";
import { defineCommand, given } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { loadRuns } from "./load_runs.ts";
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
    "Both sets of hashes are printed, that of the sources (code) as well: where it differs, the run",
    "was made by other code than is here now.",
    "Exit code 0: every number is the same; 1: some differ.",
  ],
  async run({ values, positionals }) {
    if (positionals.length !== 1) {
      throw new UsageError(`Cannot verify ${positionals.length} runs: name one run`);
    }
    const record = await findRecord(positionals[0]!, resultsFolder());
    const machine = machineOf(record, values);
    const code = await hashFolder(join(ROOT, "src"));
    const again = await withInterrupt((signal) => repeat(record, machine, signal));
    const same = canonicalJson(again.outcome) === canonicalJson(record.outcome);
    const hashes = { code, ...again.hashes };
    for (const line of changeNotices(record.provenance.hashes, hashes, same)) say(line);
    const here = { engine: again.engine, machine: describeMachine() };
    if (!same && !calculatesAlike(record.provenance, here)) {
      say("Engine or processor are not those of the record: other last bits are usual");
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
    ...(report?.threads === undefined ? {} : { threads: report.threads }),
    ...readMachine({ debug, ...given({ engine, jit, threads }) }),
  };
}

/** What is not as it was when the record was made, in sentences. */
export function changeNotices(
  recorded: Provenance["hashes"],
  here: Provenance["hashes"],
  same: boolean,
): string[] {
  const inputs = (["weights", "data"] as const).filter((what) => here[what] !== recorded[what]);
  const lines = inputs.map((what) =>
    `The ${what} are not those of the record: other numbers are to be expected`
  );
  if (here.code === recorded.code) return lines;
  const consequence = same
    ? "every number is the same nevertheless"
    : "the numbers that differ may come from that";
  return [...lines, `The sources in src/ are not those of the record: ${consequence}`];
}

/**
 * Finds a record by path, among the runs of this machine, or among the shipped ones.
 *
 * @throws {UsageError} if there is none
 */
export async function findRecord(word: string, results: string): Promise<RunRecord> {
  if (word.endsWith(".json")) {
    const text = await Deno.readTextFile(userPath(word)).catch(() => {
      throw new UsageError(`Cannot read "${word}": there is no such file`);
    });
    try {
      return parseRecord(text, word);
    } catch (cause) {
      throw new UsageError((cause as Error).message, { cause });
    }
  }
  const { records } = await loadRuns(results);
  const own = records.get(word);
  if (own !== undefined) return own;
  const shipped = await Promise.all(
    Object.values(TIERS).map(({ name }) => readReference(referencePath(RESULTS, name))),
  );
  const found = shipped.flat().find(({ runId }) => runId === word);
  if (found !== undefined) return found;
  refuseResult(word, [...records.values(), ...shipped.flat()]);
  const known = [...records.keys(), ...shipped.flat().map(({ runId }) => runId)];
  throw new UsageError(
    `Cannot find run "${word}": it is none of the ${known.length} runs that are here${
      didYouMean(word, known)
    }`,
  );
}

/**
 * Says that a word is the id of a result, which is made of many runs, and names one of them.
 *
 * @throws {UsageError} if it is one
 */
function refuseResult(word: string, known: readonly RunRecord[]): void {
  const match = word.match(/^(\w+)-(\w+)-[0-9a-f]{8}$/);
  if (!match || !Object.hasOwn(EXPERIMENTS, match[1]!) || !Object.hasOwn(TIERS, match[2]!)) return;
  const tier = findTier(match[2]!);
  const cells = findExperiments([match[1]!]).flatMap((experiment) => experiment.cells(tier));
  const one = known.find(({ config }) =>
    tier.seeds.includes(config.seed) &&
    cells.some(({ model, method, task }) =>
      model === config.model && method === config.method && task === config.task
    )
  );
  throw new UsageError(
    `Cannot verify "${word}" in one go: it is a result, made of many runs: name one of them${
      one === undefined ? "" : `, such as ${one.runId}`
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
