/**
 * How single jobs start: an engine, a model with its adapter, and who watches.
 *
 * @module
 */
import { findAdapter } from "../adapters/place.ts";
import { RunInterrupted } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { disposeAdapter, noAdapter } from "../train/adapter.ts";
import type { AdaptedModel } from "../train/evaluate.ts";
import { loadAdapter } from "../train/load_adapter.ts";
import { Pace } from "../train/pace.ts";
import { openRows } from "../train/rows.ts";
import type { Watcher } from "../train/stepwise.ts";
import { openWorkbench, type Workbench } from "../train/workbench.ts";
import type { Adapted, Scoring, SingleOptions } from "./request.ts";

/** Starts the engine. */
export function openSingle({ engine, jit, threads, notice }: SingleOptions): Promise<Workbench> {
  return openWorkbench({ engine, notice, openSource: openRows, ...given({ jit, threads }) });
}

/**
 * The request with the folder of its adapter, fetched if it names an id of the Hub.
 *
 * @throws {UsageError} if there is no such adapter
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function locateAdapter<R extends SingleOptions & Adapted>(request: R): Promise<R> {
  const { adapter, notice } = request;
  if (adapter === undefined) return request;
  return { ...request, adapter: (await findAdapter(adapter, { notice })).folder };
}

/**
 * Does something with a model and its adapter, if there is one; nothing stays on the device.
 *
 * @throws {UsageError} if the model or the adapter cannot be used
 */
export async function withAdapted<T>(
  request: SingleOptions & Adapted,
  work: (adapted: AdaptedModel) => Promise<T>,
): Promise<T> {
  const { adapter: folder } = await locateAdapter(request);
  await using workbench = await openSingle(request);
  const loaded = await workbench.model(request.model, request.precision);
  const adapter = folder === undefined ? noAdapter() : await loadAdapter(folder, loaded);
  try {
    if (request.signal.aborted) throw new RunInterrupted("Stopped on request");
    return await work({ workbench, loaded, adapter });
  } finally {
    disposeAdapter(adapter);
  }
}

/** Says what there is to say. */
export function tell(
  { notice }: Pick<SingleOptions, "notice">,
  lines: readonly (string | undefined)[],
): void {
  lines.filter((line) => line !== undefined).forEach(notice);
}

/** Tells of progress, by what is done of all examples. */
export function watcherOf(
  { signal, progress = () => {} }: Pick<SingleOptions, "signal"> & Scoring,
  total: number,
): Watcher {
  const pace = new Pace(total);
  let done = 0;
  const finished = (count: number) => {
    done += count;
    progress({ done, total, secondsLeft: pace.secondsLeft(done) });
  };
  return { signal, finished };
}
