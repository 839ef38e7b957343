/**
 * Finding the record of a run by its id.
 *
 * @module
 */
import { dirname } from "node:path";
import { UsageError } from "../core/errors.ts";
import { RESULTS } from "../core/paths.ts";
import { didYouMean } from "../core/registry.ts";
import { userPath } from "../core/user_path.ts";
import { EXPERIMENTS, TIERS } from "../experiments/mod.ts";
import { parseRecord } from "../lab/record.ts";
import { readReference, referencePath } from "../lab/reference.ts";
import type { RunRecord } from "../lab/run.ts";
import { RunStore } from "../lab/store.ts";
import { loadRuns } from "./load_runs.ts";
import { findExperiments, findTier } from "./settings.ts";

/**
 * Finds a record by path, among the runs of this machine, or among the shipped ones.
 *
 * @throws {UsageError} if there is none
 */
export async function findRecord(word: string, results: string): Promise<RunRecord> {
  if (word.endsWith(".json")) {
    const text = await Deno.readTextFile(userPath(word)).catch((cause) => {
      const isMissing = cause instanceof Deno.errors.NotFound;
      const fault = isMissing ? "there is no such file" : cause.message;
      throw new UsageError(`Cannot read "${word}": ${fault}`, { cause });
    });
    try {
      const ofRuns = dirname(dirname(userPath(word))); // <results>/runs/<model>/<runId>.json
      return await new RunStore(dirname(ofRuns)).withPlaces(parseRecord(text, word));
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
  const known = new Set([...records.keys(), ...shipped.flat().map(({ runId }) => runId)]);
  throw new UsageError(
    `Cannot find run "${word}": it is none of the ${known.size} known runs${suggest(word, known)}`,
  );
}

/** What may have been meant: runs whose names begin so, such as a name without its hash, or the nearest. */
function suggest(word: string, known: ReadonlySet<string>): string {
  const longer = [...known].filter((runId) => runId.startsWith(word));
  if (longer.length === 0) return didYouMean(word, [...known]);
  return longer.length === 1
    ? `; did you mean "${longer[0]}"`
    : `; ${longer.length} begin so, such as "${longer[0]}"`;
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
    `Cannot take "${word}" as one run: it is a result of many runs: name one of them${
      one === undefined ? "" : `, such as ${one.runId}`
    }`,
  );
}
