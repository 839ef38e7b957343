/**
 * Runs whose adapters are kept in folders.
 *
 * @module
 */
import { join } from "node:path";
import { checkAdapterPlace, withAdapterFolder } from "../adapters/files.ts";
import { type AdapterFormat, TRAINING_FILE } from "../adapters/folder.ts";
import { NotWritten, UsageError } from "../core/errors.ts";
import { isDiskFull } from "../core/space.ts";
import type { RunConfig } from "../lab/run.ts";
import type { Scores } from "../tasks/task.ts";
import { adapterTensors, disposeAdapter } from "./adapter.ts";
import { executeAndKeep, type KeptRun, type RunResult } from "./run.ts";
import type { TrainingHooks } from "./training.ts";
import type { Workbench } from "./workbench.ts";
import { isWholeModel, writeAdapter } from "./write_adapter.ts";

/**
 * Executes a run and saves what it trained; the folder appears when all is done. Where that is the
 * whole model, or nothing, there is no folder.
 *
 * @throws {NonFiniteLoss} if training diverges
 * @throws {NotWritten} if the folder cannot be written: before the training as far as that is known by
 *   then; else the training is kept where `hooks` say
 */
export async function executeInto(
  folder: string,
  workbench: Workbench,
  config: RunConfig,
  hooks: TrainingHooks,
): Promise<RunResult> {
  await writing(folder, checkAdapterPlace(folder));
  const kept = await executeAndKeep(workbench, config, { ...hooks, keepsEnd: true });
  const { adapter, loaded, ...result } = kept;
  try {
    const isSmall = !isWholeModel(adapter, loaded.model);
    const isThere = Object.keys(adapterTensors(adapter)).length > 0;
    if (isSmall && isThere) {
      const save = (part: string) => saveRun(part, config, kept);
      await writing(folder, withAdapterFolder(folder, save));
    }
    return result;
  } finally {
    disposeAdapter(adapter);
  }
}

async function writing(folder: string, work: Promise<unknown>): Promise<void> {
  await work.catch((cause) => {
    throw cannotWrite(folder, cause);
  });
}

/** Writes what was trained, and the way there, into a folder that is there. */
export async function saveRun(
  folder: string,
  run: RunConfig,
  { adapter, loaded, outcome, cost, hashes, engine }: KeptRun,
): Promise<AdapterFormat> {
  const { series, losses } = outcome;
  const way = JSON.stringify({ run, series, losses, cost });
  await Deno.writeTextFile(join(folder, TRAINING_FILE), way + "\n");
  const scores = { dev: outcome.dev, test: outcome.test } as { dev: Scores; test: Scores };
  const { counts, trainedParameters, storedParameters } = outcome;
  const about = { run, scores, hashes, engine, counts, trainedParameters, storedParameters };
  return await writeAdapter(folder, adapter, loaded, about);
}

/** That a folder cannot be written, in one sentence. */
export function cannotWrite(folder: string, cause: unknown, rest = ""): NotWritten {
  const { message } = cause as Error;
  if (cause instanceof UsageError) return new NotWritten(message, { cause });
  const reason = isDiskFull(message) ? "the disk is full" : message;
  return new NotWritten(`Cannot write "${folder}": ${reason}${rest}`, { cause });
}
