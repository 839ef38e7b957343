/**
 * Whether the memory of this machine can suffice for a single job, before anything large is fetched.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { isShipped } from "../core/shipped_models.ts";
import {
  gibibytes,
  gpuThatSuffices,
  memoryHere,
  runsThatFit,
  weightBytes,
} from "../estimates/memory.ts";
import type { Adapted, SingleOptions } from "../jobs/request.ts";
import type { RunConfig } from "../lab/run.ts";
import { memoryNeeds, sizesOf } from "./inputs.ts";

type Machine = Pick<SingleOptions, "engine" | "notice">;

/**
 * Checks that a training fits, as `reproduce` does.
 *
 * @throws {UsageError} saying what it needs and what would suffice
 * @throws {NotCached} if a `config.json` must be fetched and cannot be
 */
export async function checkTrainingFits(
  config: RunConfig,
  { engine, notice }: Machine,
): Promise<void> {
  const memory = await memoryHere(engine);
  const needs = await memoryNeeds([config], engine, memory, { notice });
  if (needs.length > 0) runsThatFit(needs, memory);
}

/**
 * Checks that the weights of a model fit: what scoring takes besides depends on rows that are not
 * read yet.
 *
 * @throws {UsageError} saying what they take and what would suffice
 * @throws {NotCached} if a `config.json` must be fetched and cannot be
 */
export async function checkWeightsFit(
  { model, precision }: Pick<Adapted, "model" | "precision">,
  { engine, notice }: Machine,
): Promise<void> {
  if (isShipped(model)) return;
  const bytes = weightBytes(await sizesOf(model, { notice }), precision);
  const memory = await memoryHere(engine);
  if (bytes <= memory.bytes) return;
  throw new UsageError(
    `Cannot load "${model}": its weights take about ${gibibytes(bytes)}, but ${memory.name} has ` +
      `${gibibytes(memory.bytes)}: use a GPU with ${gpuThatSuffices(bytes)} or more`,
  );
}
