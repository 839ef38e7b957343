/**
 * Frozen weights in bf16: where they can be held, and who may not ask for it.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { lookUp } from "../core/registry.ts";
import type { Precision, Session } from "../engine/engine.ts";
import { enginesThatHold, plannedEngine } from "../engine/registry.ts";
import type { RunConfig } from "../lab/run.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import type { LoadedModel } from "./load.ts";

/**
 * Throws if the engine cannot hold a model so.
 *
 * @throws {UsageError} naming what it can do
 */
export async function checkHoldable(
  id: string,
  { report: { engine } }: Session,
  precision: Precision,
): Promise<void> {
  const { precisions } = await plannedEngine(engine);
  if (precisions.includes(precision)) return;
  const able = await enginesThatHold(precision);
  throw new UsageError(
    `Cannot hold "${id}" in ${precision} as engine "${engine}" knows ${
      precisions.join(", ")
    }: choose --engine ${able.join(" or ")}`,
  );
}

/**
 * Throws if a method would train rounded weights: most updates are smaller than their last bit.
 *
 * @throws {UsageError} naming the method
 */
export function checkTrainable(
  { id, precision, model }: Pick<LoadedModel, "id" | "precision" | "model">,
  { method, methodConfig }: Pick<RunConfig, "method" | "methodConfig">,
): void {
  if (precision === "f32") return;
  const { trainsBase } = lookUp<AnyMethod>(METHODS, method, "method");
  const names = Object.keys(model.target.base);
  if (!names.some((name) => trainsBase?.(name, methodConfig as object))) return;
  throw new UsageError(
    `Cannot train "${method}" on "${id}" in ${precision}: it changes weights, which must be f32`,
  );
}
