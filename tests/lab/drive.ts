/**
 * A program that reproduces made-up experiments, for tests that kill it: `drive.ts FOLDER SEEDS`.
 *
 * @module
 */
import { RunInterrupted } from "../../src/core/errors.ts";
import { besideTests } from "./paths.ts";
import { WorkerPool } from "../../src/lab/pool.ts";
import { reproduce } from "../../src/lab/reproduce.ts";
import { RunStore } from "../../src/lab/store.ts";
import { fakeCell, fakeExperiment, fakeProvenance, nameOf, TIER } from "./fake.ts";

const [folder, seeds] = Deno.args;
const stop = new AbortController();
Deno.addSignalListener("SIGINT", () => stop.abort());
const cell = fakeCell({ seeds: Array.from({ length: Number(seeds) }, (_, seed) => seed) });
try {
  const { failures } = await reproduce([fakeExperiment("made_up", [cell])], {
    tier: TIER,
    store: new RunStore(folder!),
    nameOf,
    open: () =>
      WorkerPool.open({
        script: besideTests("fake_worker.ts"),
        setup: { engine: "auto", threads: null, jit: null },
        slots: () => 1,
        onNotice: () => {},
        debug: false,
      }),
    code: "2".repeat(64),
    trace: fakeProvenance,
    signal: stop.signal,
  });
  Deno.exit(failures.length === 0 ? 0 : 1);
} catch (error) {
  if (!(error instanceof RunInterrupted)) throw error;
  Deno.exit(130);
}
