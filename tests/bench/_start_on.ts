/**
 * An engine on the device that is measured, and on no other.
 *
 * @module
 */
import type { EngineOptions, Session } from "../../src/engine/engine.ts";
import { usesGpu } from "../../src/engine/gpu.ts";
import { startEngine } from "../../src/engine/registry.ts";
import type { Device } from "./_shape.ts";

/**
 * Starts an engine.
 *
 * @throws {EngineUnavailable} if it cannot run here
 * @throws {Error} if it runs on another device than the other contenders
 */
export async function startOn(
  device: Device,
  engine: string,
  options: EngineOptions,
): Promise<Session> {
  const session = await startEngine(engine, options);
  if (usesGpu(session.report) === (device === "cuda")) return session;
  throw new Error(`Cannot measure "${engine}" on ${device}: it runs on ${session.report.device}`);
}
