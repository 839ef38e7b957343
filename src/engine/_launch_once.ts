/**
 * Engines that a process launches once, as TF.js keeps one backend by each name.
 *
 * @module
 */
import type { EngineOptions } from "./engine.ts";

/** Launches with the first call's options; a launch that failed is tried again. */
export function launchOnce<T>(
  launch: (options: EngineOptions) => Promise<T>,
): (options: EngineOptions) => Promise<T> {
  let running: Promise<T> | undefined;
  return async (options) => {
    running ??= launch(options);
    return await running.catch((error) => {
      running = undefined;
      throw error;
    });
  };
}

/** @throws {Error} if another number of threads is wanted than the engine was launched with */
export function checkThreads(
  engine: string,
  { threads: wanted }: EngineOptions,
  threads: number | null,
): void {
  if (wanted === undefined || wanted === threads) return;
  throw new Error(
    `Cannot start engine "${engine}" with ${wanted} threads: it runs with ${
      threads ?? "all"
    } in this process`,
  );
}
