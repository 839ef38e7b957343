/**
 * A worker process: makes the runs that `lab/pool.ts` asks for.
 *
 * @module
 */
import { given } from "./core/given.ts";
import { serveWorker } from "./lab/serve.ts";
import type { Json } from "./lab/run.ts";
import { openRows } from "./train/rows.ts";
import { executeInto } from "./train/kept_run.ts";
import { executeRun } from "./train/run.ts";
import { openWorkbench } from "./train/workbench.ts";

await serveWorker(async ({ engine, threads, jit }, notice) => {
  const workbench = await openWorkbench({
    engine,
    notice,
    openSource: openRows,
    ...given({ threads: threads ?? undefined, jit: jit ?? undefined }),
  });
  return {
    report: workbench.session.report as unknown as Json,
    async run({ config, checkpoint, adapter }, progress) {
      const hooks = { progress, notice, ...given({ checkpoint }) };
      const { engine, ...found } = adapter === undefined
        ? await executeRun(workbench, config, hooks)
        : await executeInto(adapter, workbench, config, hooks);
      return { ...found, engine: engine as unknown as Json };
    },
  };
});
