/**
 * What runs need before the first of them starts: models and rows of the Hub on this machine.
 *
 * Workers would fetch it as well, but each on its own and in the middle of things; here a refusal of
 * the Hub, or an answer of "not here and offline", is one sentence instead of a hundred failed runs.
 *
 * @module
 */
import { join } from "node:path";
import { NotCached } from "../core/errors.ts";
import { isFolder } from "../core/exists.ts";
import { lookUp } from "../core/registry.ts";
import { isShipped } from "../core/shipped_models.ts";
import { plannedEngine } from "../engine/registry.ts";
import { longestInput } from "../estimates/longest_input.ts";
import {
  estimateBytes,
  type Memory,
  modelSizes,
  type Need,
  rowBytes,
  weightBytes,
} from "../estimates/memory.ts";
import { hubFromEnvironment } from "../hub/environment.ts";
import { readObject } from "../hub/json_object.ts";
import { Unreachable } from "../hub/refusal.ts";
import { resolveFile, type ResolveOptions } from "../hub/resolve.ts";
import { isRowsFile } from "../lab/own_files.ts";
import type { RunConfig } from "../lab/run.ts";
import type { ModelSizes } from "../models/sizes.ts";
import { readManifest } from "../tasks/manifest.ts";
import { type Task, TASKS } from "../tasks/mod.ts";
import { datasetOf } from "../tasks/source.ts";
import { fetchModel, modelFolder, pinnedRevision } from "../train/model_folder.ts";
import { prepareRows } from "../train/rows.ts";

/**
 * Estimates what runs need in memory from the `config.json` of each model alone, so that nothing
 * large is fetched in vain. The mini model fits everywhere and is left out.
 *
 * @param memory where the runs are to be made
 * @throws {NotCached} if a `config.json` must be fetched and cannot be, and the manifest has no sizes
 */
export async function memoryNeeds(
  configs: readonly RunConfig[],
  engine: string,
  memory: Memory,
  options: ResolveOptions,
): Promise<Need[]> {
  const large = configs.filter(({ model }) => !isShipped(model));
  const sizes = new Map<string, ModelSizes>();
  for (const model of new Set(large.map(({ model }) => model))) {
    sizes.set(model, await sizesOf(model, options));
  }
  const { compiles } = await plannedEngine(engine);
  const files = new Set(large.map(({ data }) => data).filter(isRowsFile));
  const longest = new Map([...files].map((file) => [file, longestInput(file)]));
  return large.map((config) => {
    const of = sizes.get(config.model)!;
    const ownTokens = longest.get(config.data);
    const tokens = ownTokens && Math.min(ownTokens, of.maxLength);
    const bytes = estimateBytes(config, of, compiles, tokens || undefined);
    return { config, bytes: bytes + (memory.holdsRows ? rowBytes(config) : 0) };
  });
}

/**
 * The sizes of a model: from its `config.json`, or where that cannot be had, from the manifest.
 *
 * @throws {NotCached} if neither is there
 */
export async function sizesOf(id: string, options: ResolveOptions): Promise<ModelSizes> {
  try {
    return modelSizes(await modelConfig(id, options));
  } catch (error) {
    const { models } = await readManifest();
    if (!(error instanceof NotCached) || !Object.hasOwn(models, id)) throw error;
    return modelSizes(models[id]!.sizes);
  }
}

/** Sizes by model, of the models whose sizes are known without a network. */
export async function knownSizes(
  configs: readonly RunConfig[],
): Promise<Map<string, ModelSizes>> {
  const sizes = new Map<string, ModelSizes>();
  for (const model of new Set(configs.map(({ model }) => model))) {
    try {
      sizes.set(model, await sizesOf(model, withoutNetwork()));
    } catch (error) {
      if (!(error instanceof NotCached)) throw error;
    }
  }
  return sizes;
}

/** The `config.json` of a model: of a folder, or of the Hub without the rest of it. */
async function modelConfig(id: string, options: ResolveOptions): Promise<Record<string, unknown>> {
  const [repo = "", named] = id.split("@");
  const revision = named ?? await pinnedRevision(id) ?? "main";
  const path = await isFolder(id)
    ? join(id, "config.json")
    : await resolveFile({ kind: "model", repo, revision, path: "config.json" }, options);
  return await readObject(path);
}

/** Something that runs need, and how it is brought here. */
interface Input {
  readonly name: string;
  /** Model of which it is the weights; absent: it is rows. */
  readonly model?: string;
  /** Brings it here, ready to use. */
  fetch(options: ResolveOptions): Promise<unknown>;
  /** Brings its files here and leaves them as they are. */
  fetchFiles(options: ResolveOptions): Promise<unknown>;
}

/** Models first: whether they fit was looked at already. */
function inputsOf(configs: readonly RunConfig[]): Input[] {
  const models = [...new Set(configs.map(({ model }) => model))].map((name) => ({
    name,
    model: name,
    fetch: (options: ResolveOptions) => modelFolder(name, options),
    fetchFiles: (options: ResolveOptions) => fetchModel(name, options),
  }));
  const rows = new Map(
    configs.filter(({ data }) => !isRowsFile(data)).map(({ data, task: name }) => {
      const task = lookUp<Task>(TASKS, name, "task");
      return [`${data}/${datasetOf(task)}`, { data, task }];
    }),
  );
  const data = [...rows].map(([name, { data, task }]) => {
    const fetch = (options: ResolveOptions) => prepareRows(data, task, options);
    return { name, fetch, fetchFiles: fetch };
  });
  return [...models, ...data];
}

/**
 * Fetches what is missing, one file after another; what is fetched stays for the next call.
 *
 * @throws {NotCached} if something must be fetched and cannot be; names the command that fetches it
 * @throws {UsageError} if the Hub refuses, or content is not what it was
 */
export async function prepareInputs(
  configs: readonly RunConfig[],
  options: ResolveOptions,
  signal?: AbortSignal,
): Promise<void> {
  for (const input of inputsOf(configs)) await untilAborted(input.fetch(options), signal);
}

/** What would have to be fetched. */
export interface Missing {
  /** Names of models and tasks. */
  readonly names: readonly string[];
  /** Commands that fetch it, each once. */
  readonly commands: readonly string[];
  /** Bytes of the weights, about; rows are few in comparison. */
  readonly bytes: number;
}

/** Looks what would have to be fetched; asks no server. */
export async function missingInputs(configs: readonly RunConfig[]): Promise<Missing> {
  const missing: Input[] = [];
  const commands = new Set<string>();
  for (const input of inputsOf(configs)) {
    await input.fetchFiles(withoutNetwork()).catch((error) => {
      if (!(error instanceof NotCached)) throw error;
      missing.push(input);
      if (error instanceof Unreachable) commands.add(error.command);
    });
  }
  const bytes = await Promise.all(missing.map(({ model }) => model ? checkpointBytes(model) : 0));
  return {
    names: missing.map(({ name }) => name),
    commands: [...commands],
    bytes: bytes.reduce((sum, size) => sum + size, 0),
  };
}

/** Bytes of a checkpoint in float32; 0 where its sizes are not known before it is fetched. */
async function checkpointBytes(model: string): Promise<number> {
  try {
    return weightBytes(await sizesOf(model, withoutNetwork()));
  } catch (error) {
    if (!(error instanceof NotCached)) throw error;
    return 0;
  }
}

/** Only what is cached. */
export function withoutNetwork(): ResolveOptions {
  return { hub: { ...hubFromEnvironment(), offline: true } };
}

/** Does not wait for a download that nobody wants any more; what came of it is kept. */
async function untilAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return await work;
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
