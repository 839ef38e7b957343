/**
 * Repairs of Deno's Jupyter kernel, made by the first import of the kit in a notebook.
 *
 * - What a cell prints comes before its value and stays in its cell, also on a busy machine: prints otherwise go through
 *   a queue of their own.
 * - `Deno.stdout`, `Deno.stderr` and their Node twins reach the notebook; otherwise only `console` does.
 * - An error in a timer or an event shows up; without this it hangs the running cell for ever.
 * - An interrupt aborts {@linkcode interruptSignal}; without this it ends the kernel.
 * - A front end that was killed takes its kernel along; without this the kernel stays for ever.
 * - Deno 2.8 and later: no output of a cell is lost. That kernel tells the front end that a cell is done before the
 *   cell's outputs have left it, and the front end drops or misplaces the late ones.
 *
 * @module
 */
import { isAlive } from "../core/alive.ts";
import { type KernelInternals, kernelInternals, mayLoseOutputs } from "./_deno_kernel.ts";
import { sendPrintsInOrder } from "./_prints.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { type OutputWatch, watchOutputs } from "./_output_watch.ts";

const DRAIN_MS = 10_000;
const BLIND_DRAIN_MS = 100; // when the kernel's output socket cannot be watched

const PARENT_CHECK_MS = 1_000;

const REPAIRED = Symbol.for("kit.kernel.repaired");

/** Repairs the kernel that runs this code, once. Outside a Deno kernel it does nothing. */
export async function repairKernel(): Promise<void> {
  const internals = kernelInternals();
  if (internals === undefined || REPAIRED in globalThis) return;
  Object.defineProperty(globalThis, REPAIRED, { value: true });
  sendPrintsInOrder();
  showStrayErrors();
  listenForInterrupts();
  endWithFrontEnd();
  if (mayLoseOutputs()) await keepOutputs(internals);
}

function showStrayErrors(): void {
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    console.error(event.error ?? event.message);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    console.error("Unhandled rejection:", event.reason);
  });
}

/** Watches the process that Jupyter names as the parent of the kernel. */
function endWithFrontEnd(): void {
  const parent = Number(Deno.env.get("JPY_PARENT_PID") ?? 0);
  if (parent === 0 || !isAlive(parent)) return; // none, or one on another machine
  setInterval(() => isAlive(parent) || Deno.exit(1), PARENT_CHECK_MS);
}

/** Holds back the end of each cell until all that it showed has left the kernel. */
async function keepOutputs(internals: KernelInternals): Promise<void> {
  const watch: OutputWatch | undefined = await watchOutputs();
  const broadcastResult = internals.broadcastResult;
  internals.broadcastResult = async (executionCount, result) => {
    await broadcastResult(executionCount, result);
    if (watch) await watch.drained(DRAIN_MS);
    else await new Promise((resolve) => setTimeout(resolve, BLIND_DRAIN_MS));
  };
}
