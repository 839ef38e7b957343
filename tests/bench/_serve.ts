/**
 * The part of a worker that speaks.
 *
 * It waits for a line on stdin, makes its first step and prints a line of JSON; then it reads a number
 * of steps on each line, runs them, and prints another. What it prints last where memory does not
 * suffice says so.
 *
 * @module
 */
import { createInterface } from "node:readline";
import process from "node:process";
import type { Session } from "../../src/engine/engine.ts";
import { isOutOfMemory } from "./_out_of_memory.ts";
import { productBits } from "./_product_bits.ts";
import type { Ready, Turn } from "./_shape.ts";

/** What a worker has prepared. */
export interface Work {
  readonly session: Session;
  run(steps: number): Turn | Promise<Turn>;
}

/** Prepares the work and does it, when it is told to, until stdin ends. */
export async function serve(prepare: () => Work | Promise<Work>): Promise<void> {
  const loaded = performance.now(); // counted from the start of the process
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  try {
    if ((await lines.next()).done) return;
    const begin = performance.now();
    const { session, run } = await prepare();
    await run(1);
    const firstStepSeconds = (loaded + performance.now() - begin) / 1000;
    say(await describe(session, firstStepSeconds));
    for await (const line of lines) say(await run(Number(line)));
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    console.error((error as Error).message);
    say({ failure: "out of memory" });
  } finally {
    await lines.return?.();
  }
}

async function describe(session: Session, firstStepSeconds: number): Promise<Ready> {
  const { engine, jit, device, versions } = session.report;
  return {
    versions: { engine, jit, ...versions },
    device,
    productBits: await productBits(session),
    firstStepSeconds,
  };
}

function say(message: Ready | Turn | { readonly failure: "out of memory" }): void {
  console.log(JSON.stringify(message));
}
