/**
 * Tests that need libtensorflow: skipped by name where it cannot be had, but never in CI.
 *
 * @module
 */
import { EngineUnavailable } from "../../../src/core/errors.ts";
import type { Jit, Session } from "../../../src/engine/engine.ts";
import type { Binding } from "../../../src/engine/tensorflow/binding.ts";
import { tensorflow } from "../../../src/engine/tensorflow/mod.ts";
import * as tf from "../../../src/engine/tf.ts";

/** All ways to run a program. */
export const JITS: readonly Jit[] = ["graph", "xla", "eager"];

const missing = await reasonItIsMissing();

async function reasonItIsMissing(): Promise<string | undefined> {
  try {
    await tensorflow.start({ notice: () => {} });
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineUnavailable) || Deno.env.has("CI")) throw error;
    return error.message;
  }
}

/** Starts the engine, which is one for the process, with a way to run programs. */
export async function start(jit: Jit): Promise<Session> {
  return await tensorflow.start({ jit });
}

/** Defines a test that runs on the tensorflow engine, or says by name why it does not. */
export function tensorflowTest(name: string, body: () => void | Promise<void>): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    sanitizeResources: false, // a native library stays open as long as the process lives
    async fn() {
      await start("graph");
      await body();
    },
  });
}

/** The binding under the active backend. */
export function binding(): Binding {
  return (tf.backend() as unknown as { binding: Binding }).binding;
}

/** Runs `body` and returns how many native handles and TF.js tensors it left behind. */
export function leftBehind(body: () => void): { handles: number; tensors: number } {
  const [handles, tensors] = [binding().handles.size, tf.memory().numTensors];
  body();
  return {
    handles: binding().handles.size - handles,
    tensors: tf.memory().numTensors - tensors,
  };
}

/** Bytes by which `body` makes the process grow, garbage of V8 aside as far as it can be had. */
export function growth(body: () => void): number {
  const resident = () => Deno.memoryUsage().rss;
  const before = resident();
  body();
  return resident() - before;
}

/**
 * The least growth of three calls: a leak shows each time, V8's garbage comes and goes.
 *
 * @see growth
 */
export function leastGrowth(body: () => void): number {
  return Math.min(...Array.from({ length: 3 }, () => growth(body)));
}
