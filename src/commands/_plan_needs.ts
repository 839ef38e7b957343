/**
 * What planned runs need of memory, disk and network.
 *
 * @module
 */
import { knownSizes, memoryNeeds, missingInputs, withoutNetwork } from "../assembly/inputs.ts";
import { NotCached, UsageError } from "../core/errors.ts";
import { isShipped } from "../core/shipped_models.ts";
import { freeBytes } from "../core/space.ts";
import { gibibytes, largestNeed, memoryHere, runsThatFit } from "../estimates/memory.ts";
import type { RunConfig } from "../lab/run.ts";
import { taskSize } from "../lab/task_size.ts";

/** What runs need of memory, disk and network; the mini model is at hand and fits everywhere. */
export async function explainNeeds(
  configs: readonly RunConfig[],
  engine: string,
  results: string,
  pending: number,
): Promise<string[]> {
  const large = configs.filter(({ model }) => !isShipped(model));
  const missing = await missingInputs(large);
  const kept = pending * meanRecordBytes(configs);
  const fetched = missing.bytes > 0
    ? `about ${bytesText(missing.bytes)} of weights to download, `
    : "";
  const free = await freeBytes(results);
  const underWay = await explainCheckpoints(large);
  return [
    ...(large.length === 0 ? [] : [await explainMemory(large, engine)]),
    `Disk: ${fetched}about ${bytesText(kept)} of results${underWay}; ${
      bytesText(free)
    } free for results`,
    ...(large.length === 0 ? [] : explainInputs(missing.names, missing.commands)),
  ];
}

function explainInputs(names: readonly string[], commands: readonly string[]): string[] {
  if (names.length === 0) return ["All models and datasets are cached"];
  return [
    `Not cached: ${names.join(", ")}`,
    "`reproduce` downloads them; to download them beforehand, run:",
    ...commands.map((command) => `  ${command}`),
  ];
}

async function explainMemory(configs: readonly RunConfig[], engine: string): Promise<string> {
  try {
    const memory = await memoryHere(engine);
    const needs = await memoryNeeds(configs, engine, memory, withoutNetwork());
    const { config: { method, model }, bytes } = largestNeed(needs);
    const side = runsThatFit(needs, memory);
    return `Memory: up to about ${gibibytes(bytes)} per worker ("${method}" on "${model}"); ` +
      `${memory.name} has ${gibibytes(memory.bytes)}, enough for ${side}`;
  } catch (error) {
    if (error instanceof UsageError) return `Not enough memory. ${error.message}`;
    if (!(error instanceof NotCached)) throw error;
    return "Memory: unknown until the model is downloaded";
  }
}

/**
 * What trainings take that are kept while they go on. The state of AdamW and the best parameters so
 * far are four numbers for each that is trained, and the file of before is there until the next one
 * is whole. Only fine-tuning takes room that is worth a word.
 */
async function explainCheckpoints(configs: readonly RunConfig[]): Promise<string> {
  const tuned = configs.filter(({ method }) => method === "full");
  const sizes = [...await knownSizes(tuned)];
  if (sizes.length === 0) return "";
  const [model, { weights }] = sizes.reduce((top, each) =>
    each[1].weights > top[1].weights ? each : top
  );
  return `, up to ${
    bytesText(2 * 4 * 4 * weights)
  } for each worker that trains "full" of "${model}"`;
}

/** Bytes of a run's file: the loss of each step and the answer to each example take most of it. */
function meanRecordBytes(configs: readonly RunConfig[]): number {
  const sizes = configs.map((config) =>
    4096 + 20 * config.training.steps + 3 * taskSize(config).validation
  );
  return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
}

function bytesText(bytes: number): string {
  return bytes < 2 ** 30 / 10 ? `${Math.ceil(bytes / 2 ** 20)} MiB` : gibibytes(bytes);
}
