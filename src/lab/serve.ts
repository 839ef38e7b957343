/**
 * The worker's side: carries out the runs that it is told, one at a time.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";
import type { Execution, Order, StepProgress } from "./executor.ts";
import { readLines, type Reply, type Request, type WorkerSetup } from "./worker_messages.ts";
import type { Json } from "./run.ts";

/** A started engine with what it needs to carry out runs. */
export interface Bench {
  /** The engine's report. */
  readonly report: Json;
  run(order: Order, onProgress: (progress: StepProgress) => void): Promise<Execution>;
}

/** Milliseconds between progress lines; more would only make the other side busy. */
const PROGRESS_MS = 200;

/**
 * Serves standard input until it ends, which it does when the other process ends in whatever way.
 *
 * Standard output belongs to the protocol, so `console` goes to standard error; and Ctrl-C, which a
 * terminal sends to all its processes, is left to the process that started this one.
 */
export async function serveWorker(
  open: (setup: WorkerSetup, notice: (line: string) => void) => Promise<Bench>,
): Promise<void> {
  console.log = console.info = console.debug = console.error;
  Deno.addSignalListener("SIGINT", () => {});
  let bench: Bench | undefined;
  for await (const line of readLines(Deno.stdin.readable)) {
    const request: Request = JSON.parse(line);
    if (request.type === "open") {
      bench = await openBench(open, request.setup);
    } else if (bench !== undefined) {
      reply(await carryOut(bench, request.order));
    }
  }
  Deno.exit(0); // an engine may keep threads that would keep the process
}

async function openBench(
  open: (setup: WorkerSetup, notice: (line: string) => void) => Promise<Bench>,
  setup: WorkerSetup,
): Promise<Bench | undefined> {
  try {
    const bench = await open(setup, (line) => reply({ type: "notice", line }));
    reply({ type: "ready", report: bench.report });
    return bench;
  } catch (error) {
    reply({ type: "unavailable", ...describe(error) });
  }
}

async function carryOut(bench: Bench, order: Order): Promise<Reply> {
  let next = 0;
  const onProgress = (progress: StepProgress) => {
    const now = performance.now();
    if (now < next) return;
    next = now + PROGRESS_MS;
    reply({ type: "progress", progress });
  };
  try {
    return { type: "done", execution: await bench.run(order, onProgress) };
  } catch (error) {
    return { type: "failed", ...describe(error) };
  }
}

function describe(error: unknown): { name: string; message: string } {
  if (error instanceof Error) {
    if (!(error instanceof RunInterrupted)) console.error(error.stack); // kept for --debug
    return { name: error.name, message: error.message };
  }
  return { name: "Error", message: String(error) };
}

/**
 * Writes one line, which begins anew: a library may have written half of one before. Ends this process
 * if nobody reads any more.
 */
function reply(message: Reply): void {
  const bytes = new TextEncoder().encode(`\n${JSON.stringify(message)}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  } catch {
    Deno.exit(0); // the other process is gone, so is the reason to train on
  }
}
