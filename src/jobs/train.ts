/**
 * One training for people with data of their own, whose adapter is kept.
 *
 * @module
 */
import { withAdapterFolder } from "../adapters/files.ts";
import { isFile } from "../core/exists.ts";
import { oneAnswer } from "../lab/one_answer.ts";
import type { Outcome, RunConfig } from "../lab/run.ts";
import { disposeAdapter } from "../train/adapter.ts";
import { cannotWrite, saveRun } from "../train/kept_run.ts";
import { checkReadable } from "../train/readable.ts";
import { executeAndKeep } from "../train/run.ts";
import type { Workbench } from "../train/workbench.ts";
import { alone } from "./alone.ts";
import type { TrainedSingle, TrainRequest } from "./request.ts";
import { checkRoom } from "./room.ts";
import { openSingle } from "./start.ts";

/**
 * Trains an adapter and saves it with its losses; the folder appears when all is done.
 *
 * @throws {UsageError} if the configuration, the data or the folder cannot be used, or another process
 * trains for the folder
 */
export async function trainSingle(request: TrainRequest): Promise<TrainedSingle> {
  const { out, checkpoint } = request;
  const trained = await withAdapterFolder(
    out,
    (folder) => alone(out, () => trainInto(folder, request)),
  );
  if (checkpoint) await Deno.remove(checkpoint.path).catch(() => {});
  return trained;
}

async function trainInto(folder: string, request: TrainRequest): Promise<TrainedSingle> {
  const { config, out, signal, progress, notice, checkpoint } = request;
  const hooks = { signal, progress, notice, ...(checkpoint && { checkpoint, keepsEnd: true }) };
  await using workbench = await openSingle(request);
  const loaded = await workbench.model(config.model, config.training.precision);
  checkReadable(loaded, await workbench.data(config), config, notice);
  await checkRoom(out, loaded.model.target.base, config);
  const run = await withFullBatches(workbench, config, notice);
  const kept = await executeAndKeep(workbench, run, hooks);
  const { outcome, cost, engine } = kept;
  const format = await orSayWhatIsKept(request, () => saveRun(folder, run, kept))
    .finally(() => disposeAdapter(kept.adapter));
  const stuck = stuckNotice(outcome);
  if (stuck !== undefined) notice(stuck);
  const { answers: _answers, jackknife: _blocks, ...found } = outcome;
  const saved = { adapter: out, format, learningRate: run.training.learningRate };
  return {
    ...saved,
    ...found,
    lastLoss: outcome.losses.at(-1) ?? null,
    cost,
    engine: engine.engine,
  };
}

/** A sentence about a training that taught one answer and no more; a frozen model was taught nothing. */
function stuckNotice(outcome: Outcome): string | undefined {
  const answer = oneAnswer(outcome);
  if (answer === undefined || outcome.trainedParameters === 0) return undefined;
  return `The trained model answers "${answer}" to nearly all of the ${outcome.counts.test} test ` +
    "examples: try another learning rate, more steps or another start";
}

/**
 * Writes what was trained; where that fails, as on a full disk, says what is left of it.
 *
 * @throws {UsageError} with the path and the reason
 */
async function orSayWhatIsKept<T>(
  { out, checkpoint }: TrainRequest,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const isKept = checkpoint !== undefined && await isFile(checkpoint.path);
    const rest = isKept
      ? `: the training is saved in "${checkpoint.path}"; run the same command to resume`
      : "";
    throw cannotWrite(out, cause, rest);
  }
}

/** A batch is at most as large as the training set: a larger one would hold rows more than once. */
async function withFullBatches(
  workbench: Workbench,
  run: RunConfig,
  notice: (line: string) => void,
): Promise<RunConfig> {
  const { train: { length } } = await workbench.data(run);
  const { batchSize } = run.training;
  if (batchSize <= length) return run;
  notice(
    `Using batches of ${length}, as there are only ${length} examples (--batchSize is ${batchSize})`,
  );
  return { ...run, training: { ...run.training, batchSize: length } };
}
