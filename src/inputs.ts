/**
 * What runs need before the first of them starts: models and rows of the Hub on this machine.
 *
 * Workers would fetch it as well, but each on its own and in the middle of things; here a refusal of
 * the Hub, or an answer of "not here and offline", is one sentence instead of a hundred failed runs.
 *
 * @module
 */
import { join } from "node:path";
import { NotCached } from "./core/errors.ts";
import { lookUp } from "./core/registry.ts";
import { hubFromEnvironment } from "./hub/client.ts";
import { resolveFile, type ResolveOptions } from "./hub/resolve.ts";
import type { RunConfig } from "./lab/run.ts";
import { type Task, TASKS } from "./tasks/mod.ts";
import { estimateBytes, type ModelSizes, modelSizes, type Need } from "./memory.ts";
import { modelFolder, pinnedRevision } from "./train/load.ts";
import { prepareRows } from "./train/rows.ts";

/**
 * Estimates what runs need in memory from the `config.json` of each model alone, so that nothing
 * large is fetched in vain. The mini model fits everywhere and is left out.
 *
 * @throws {NotCached} if a `config.json` must be fetched and cannot be
 */
export async function memoryNeeds(
  configs: readonly RunConfig[],
  engine: string,
  options: ResolveOptions,
): Promise<Need[]> {
  const large = configs.filter(({ model }) => model !== "mini");
  const sizes = new Map<string, ModelSizes>();
  for (const model of new Set(large.map(({ model }) => model))) {
    sizes.set(model, modelSizes(await modelConfig(model, options)));
  }
  return large.map((config) => ({
    config,
    bytes: estimateBytes(config, sizes.get(config.model)!, engine),
  }));
}

/** The `config.json` of a model: of a folder, or of the Hub without the rest of it. */
async function modelConfig(id: string, options: ResolveOptions): Promise<Record<string, unknown>> {
  const isFolder = await Deno.stat(id).then((found) => found.isDirectory, () => false);
  const [repo = "", named] = id.split("@");
  const revision = named ?? await pinnedRevision(id) ?? "main";
  const path = isFolder
    ? join(id, "config.json")
    : await resolveFile({ kind: "model", repo, revision, path: "config.json" }, options);
  return JSON.parse(await Deno.readTextFile(path));
}

/** Something that runs need, and how it is brought here. */
interface Input {
  readonly name: string;
  fetch(options: ResolveOptions): Promise<unknown>;
}

/** Models first: whether they fit was looked at already. */
function inputsOf(configs: readonly RunConfig[]): Input[] {
  const models = [...new Set(configs.map(({ model }) => model))].map((name) => ({
    name,
    fetch: (options: ResolveOptions) => modelFolder(name, options),
  }));
  const rows = new Map(
    configs.filter(({ data }) => !data.endsWith(".jsonl")).map(({ data, task }) => [
      `${data}/${task}`,
      { data, task: lookUp<Task>(TASKS, task, "task") },
    ]),
  );
  const data = [...rows].map(([name, { data, task }]) => ({
    name,
    fetch: (options: ResolveOptions) => prepareRows(data, task, options),
  }));
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

/** Names of the models and tasks that would have to be fetched; asks no server. */
export async function missingInputs(configs: readonly RunConfig[]): Promise<string[]> {
  const missing: string[] = [];
  for (const { name, fetch } of inputsOf(configs)) {
    await fetch(withoutNetwork()).catch((error) => {
      if (!(error instanceof NotCached)) throw error;
      missing.push(name);
    });
  }
  return missing;
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
