/**
 * A worker whose runs are made up; `methodConfig.behave` says what goes wrong.
 *
 * With `FAKE_WORKER_LOG` set, each run that is started adds its seed to that file.
 *
 * @module
 */
import { EngineUnavailable, NonFiniteLoss, NotWritten } from "../../src/core/errors.ts";
import { serveWorker } from "../../src/lab/serve.ts";
import { fakeExecution } from "./fake.ts";

/** Milliseconds of a run that behaves. */
const RUN_MS = Number(Deno.env.get("FAKE_WORKER_MS") ?? 5);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

await serveWorker(async (setup, notice) => {
  if (setup.engine === "missing") {
    throw new EngineUnavailable('Cannot start engine "missing": there is none');
  }
  if (setup.engine === "slow") {
    notice("Fetching the made-up engine");
    await sleep(60_000);
  }
  notice("The made-up engine is ready");
  for (const text of ["a library that writes to standard output\n", "one that ends no line"]) {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  }
  console.log("another one");
  return {
    report: { engine: setup.engine === "auto" ? "fake" : setup.engine, threads: setup.threads },
    async run({ config }, onProgress) {
      const log = Deno.env.get("FAKE_WORKER_LOG");
      if (log) Deno.writeTextFileSync(log, `${config.task} ${config.seed}\n`, { append: true });
      const { behave } = config.methodConfig;
      if (behave === "die") {
        console.error("Out of memory");
        Deno.exit(7);
      }
      if (behave === "die once" && config.seed === 0) {
        const marker = Deno.env.get("FAKE_WORKER_MARKER")!;
        const isFirst = await Deno.stat(marker).then(() => false, () => true);
        if (isFirst) {
          Deno.writeTextFileSync(marker, "");
          Deno.kill(Deno.pid, "SIGKILL");
        }
      }
      if (behave === "hang") await sleep(60_000);
      if (behave === "diverge") throw new NonFiniteLoss(2, NaN);
      if (behave === "fill the disk") throw new NotWritten("Cannot write: the disk is full");
      if (behave === "fail") throw new TypeError("Cannot adapt this model");
      onProgress({ step: 1, steps: 3, loss: 0.75, secondsLeft: null });
      await sleep(RUN_MS);
      return fakeExecution(config);
    },
  };
});
