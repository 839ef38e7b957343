/**
 * Tests that need a PJRT plugin: skipped by name where none is found.
 *
 * @module
 */
import { EngineUnavailable } from "../../../src/core/errors.ts";
import type { EngineOptions, Session } from "../../../src/engine/engine.ts";
import type { XlaBackend } from "../../../src/engine/xla/backend.ts";
import { xla } from "../../../src/engine/xla/mod.ts";
import { findPlugins } from "../../../src/engine/xla/plugin.ts";
import * as tf from "../../../src/engine/tf.ts";

const missing = await reasonItIsMissing();

async function reasonItIsMissing(): Promise<string | undefined> {
  try {
    await findPlugins();
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    return error.message;
  }
}

/** Starts the engine, which is one for the process. */
export async function start(options: EngineOptions = {}): Promise<Session> {
  return await xla.start(options);
}

/** The backend under TF.js. */
export function backend(): XlaBackend {
  return tf.findBackend("xla") as unknown as XlaBackend;
}

/** Defines a test that runs on the xla engine, or says by name why it does not. */
export function xlaTest(name: string, body: () => void | Promise<void>): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    sanitizeResources: false, // a native library stays open as long as the process lives
    async fn() {
      await start();
      await body();
    },
  });
}

/** Runs `body` and returns how many TF.js tensors and device tensors it left behind. */
export function leftBehind(body: () => void): { tensors: number; data: number } {
  const before = { tensors: tf.memory().numTensors, data: backend().numDataIds() };
  body();
  return {
    tensors: tf.memory().numTensors - before.tensors,
    data: backend().numDataIds() - before.data,
  };
}
