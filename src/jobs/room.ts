/**
 * Whether the disk has room for what a training makes, before it trains.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { lookUp } from "../core/registry.ts";
import { freeBytes } from "../core/space.ts";
import type { RunConfig } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";

const FLOAT_BYTES = 4;
/** Losses, and the small files beside the weights. */
const REST_BYTES = 65_536;

/**
 * Checks that an adapter fits on the disk; only one that holds weights of the model is large.
 *
 * @param base weights of the model by name
 * @param freeIn free bytes where a folder is, or would be; a test can fill the disk
 * @throws {UsageError} saying how much it needs and how much is free
 */
export async function checkRoom(
  folder: string,
  base: Readonly<Record<string, { readonly size: number }>>,
  { method, methodConfig }: Pick<RunConfig, "method" | "methodConfig">,
  freeIn = freeBytes,
): Promise<void> {
  const { trainsBase } = lookUp<AnyMethod>(METHODS, method, "method");
  const trained = Object.entries(base).filter(([name]) => trainsBase?.(name, methodConfig));
  const numbers = trained.reduce((sum, [, { size }]) => sum + size, 0);
  const needed = REST_BYTES + FLOAT_BYTES * numbers;
  const free = await freeIn(folder);
  if (free >= needed) return;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  throw new UsageError(
    `Cannot write "${folder}": it needs ${megabytes(needed)} of disk: ${megabytes(free)} are free`,
  );
}
