/**
 * Which engines there are, and how one is chosen.
 *
 * @module
 */
import { EngineUnavailable } from "../core/errors.ts";
import { lookUp } from "../core/registry.ts";
import type { Engine, EngineOptions, Session } from "./engine.ts";

/**
 * The engines, best first; each is loaded when it is asked for, as a reader of tables needs none.
 */
export const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  tensorflow: async () => (await import("./tensorflow/mod.ts")).tensorflow,
  xla: async () => (await import("./xla/mod.ts")).xla,
  webgpu: async () => (await import("./webgpu.ts")).webgpu,
  wasm: async () => (await import("./wasm.ts")).wasm,
  cpu: async () => (await import("./cpu.ts")).cpu,
};

/**
 * What `auto` chooses from, best first. The others are chosen by name: `xla` fetches what a third
 * party built, and `webgpu` has not been timed on a GPU yet.
 */
export const AUTOMATIC: readonly [best: string, fallback: string] = ["tensorflow", "wasm"];

/** A session, and why this engine and no other. */
export interface StartedSession extends Session {
  readonly reason: string;
}

/**
 * Starts an engine and makes it the active TF.js backend.
 *
 * @param name one of {@linkcode ENGINES}, or `auto`: the best of {@linkcode AUTOMATIC} that
 *   can be had, with one notice if that is the fallback
 * @param engines what to choose from
 * @throws {EngineUnavailable} if the named engine cannot run here
 * @throws {UsageError} if the name is unknown
 */
export async function startEngine(
  name: string,
  options: EngineOptions = {},
  engines: typeof ENGINES = ENGINES,
): Promise<StartedSession> {
  const start = async (name: string, reason: string): Promise<StartedSession> => {
    const engine = await lookUp(engines, name, "engine")();
    return { ...await engine.start(options), reason };
  };
  if (name !== "auto") return await start(name, "chosen by name");
  const [best, fallback] = AUTOMATIC;
  try {
    return await start(best, "the fastest that runs here");
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    (options.notice ?? console.error)(`Using the slower engine "${fallback}": ${error.message}`);
    return await start(fallback, error.message);
  }
}
