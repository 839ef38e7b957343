/**
 * Whether an engine starts, found out in a process of its own.
 *
 * @module
 */
import { WORKER_SCRIPT } from "../assembly/assemble.ts";
import type { EngineReport } from "../engine/engine.ts";
import { WorkerProcess } from "../lab/worker_process.ts";

/**
 * Starts an engine and ends it.
 *
 * @param onNotice takes what the engine says meanwhile, such as the progress of a download
 * @param script of the process
 */
export async function probeEngine(
  engine: string,
  onNotice: (line: string) => void,
  script: string = WORKER_SCRIPT,
): Promise<{ readonly report: EngineReport } | { readonly reason: string }> {
  try {
    const setup = { engine, threads: null, jit: null };
    const worker = await WorkerProcess.start({
      script,
      setup,
      onNotice,
      debug: false,
    });
    const report = worker.report as unknown as EngineReport;
    await worker.close();
    return { report };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}
