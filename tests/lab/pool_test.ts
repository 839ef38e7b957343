import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { EngineUnavailable, NotWritten } from "../../src/core/errors.ts";
import { LOCK_FILE } from "../../src/core/paths.ts";
import { RunFailed, WorkerLost } from "../../src/lab/executor.ts";
import { type PoolOptions, WorkerPool } from "../../src/lab/pool.ts";
import { reproduce } from "../../src/lab/reproduce.ts";
import { RunStore } from "../../src/lab/store.ts";
import {
  fakeCell,
  fakeConfig,
  fakeExecution,
  fakeExperiment,
  fakeProvenance,
  nameOf,
  TIER,
} from "./fake.ts";
import { inTempFolder } from "../_folder.ts";
import { besideTests } from "./paths.ts";

function openPool(options: Partial<PoolOptions> = {}): Promise<WorkerPool> {
  return WorkerPool.open({
    script: besideTests("fake_worker.ts"),
    setup: { engine: "auto", threads: 1, jit: null },
    slots: () => 1,
    onNotice: () => {},
    debug: false,
    ...options,
  });
}

function behaving(behave: string, seed = 1) {
  return { ...fakeConfig({ methodConfig: { behave } }), seed };
}

Deno.test("WorkerPool carries out runs, reports progress and survives failed runs", async () => {
  const notices: string[] = [];
  const pool = await openPool({ onNotice: (line) => notices.push(line) });
  try {
    const steps: number[] = [];
    const config = behaving("well");
    const execution = await pool.execute(0, { config }, ({ step }) => steps.push(step));
    assertEquals(execution, fakeExecution(config));
    assertEquals(steps, [1]);
    assertEquals(notices, ["The made-up engine is ready"]);
    const diverged = await assertRejects(
      () => pool.execute(0, { config: behaving("diverge") }, () => {}),
      RunFailed,
      "loss is NaN at step 2",
    );
    assertEquals(diverged.kind, "diverged");
    const failed = await assertRejects(
      () => pool.execute(0, { config: behaving("fail") }, () => {}),
      RunFailed,
      "Cannot adapt this model",
    );
    assertEquals(failed.kind, "failed");
    await assertRejects(
      () => pool.execute(0, { config: behaving("fill the disk") }, () => {}),
      NotWritten,
      "the disk is full",
    );
    await assertRejects(
      () => pool.execute(0, { config: behaving("die") }, () => {}),
      WorkerLost,
      "The worker ended with exit code 7: Out of memory",
    );
    assertEquals(await pool.execute(0, { config }, () => {}), fakeExecution(config)); // a new process
  } finally {
    await pool.close();
  }
});

Deno.test("WorkerPool.open() decides the number of workers by the first one's report", async () => {
  const pool = await openPool({
    slots: (report) => (report as { engine: string }).engine === "fake" ? 2 : 5,
  });
  assertEquals(pool.slots, 2);
  await pool.close();
});

Deno.test("WorkerPool.open() passes on why an engine cannot start", async () => {
  const setup = { engine: "missing", threads: null, jit: null };
  await assertRejects(() => openPool({ setup }), EngineUnavailable, "Cannot start engine");
});

Deno.test("WorkerPool.open() stops on request while an engine is starting", async () => {
  const stop = new AbortController();
  const notices = Promise.withResolvers<void>();
  const setup = { engine: "slow", threads: null, jit: null };
  const opening = openPool({ setup, signal: stop.signal, onNotice: () => notices.resolve() });
  const rejected = assertRejects(() => opening, WorkerLost);
  await notices.promise;
  stop.abort();
  await rejected;
});

Deno.test("WorkerPool.close() drops the run under way", async () => {
  const pool = await openPool();
  const running = pool.execute(0, { config: behaving("hang") }, () => {});
  const rejected = assertRejects(() => running, WorkerLost);
  await pool.close();
  await rejected;
  await assertRejects(() => pool.execute(0, { config: behaving("well") }, () => {}), WorkerLost);
});

Deno.test("WorkerPool.close() ends a worker that is starting, and its run is not made", () =>
  inTempFolder(async (folder) => {
    const pool = await openPool();
    await assertRejects(() => pool.execute(0, { config: behaving("die") }, () => {}), WorkerLost);
    const log = join(folder, "log");
    Deno.env.set("FAKE_WORKER_LOG", log);
    try {
      const running = pool.execute(0, { config: behaving("well") }, () => {}); // a new process
      const rejected = assertRejects(() => running, WorkerLost);
      await pool.close();
      await rejected;
      await assertRejects(() => Deno.stat(log), Deno.errors.NotFound);
    } finally {
      Deno.env.delete("FAKE_WORKER_LOG");
    }
  }));

Deno.test("WorkerPool takes a script from elsewhere, and leaves the lock file as it is", () =>
  inTempFolder(async (folder) => {
    const before = await Deno.readTextFile(LOCK_FILE);
    const script = join(folder, "worker.ts");
    await Deno.writeTextFile(
      script,
      `await import(${JSON.stringify(pathToFileURL(besideTests("fake_worker.ts")).href)});`,
    );
    const pool = await openPool({ script });
    try {
      const config = behaving("well");
      assertEquals(await pool.execute(0, { config }, () => {}), fakeExecution(config));
    } finally {
      await pool.close();
    }
    assertEquals(await Deno.readTextFile(LOCK_FILE), before);
  }));

Deno.test("reproduce() over a pool tries the run of a killed worker once more", () =>
  inTempFolder(async (folder) => {
    Deno.env.set("FAKE_WORKER_MARKER", join(folder, "marker"));
    const cell = fakeCell({ methodConfig: { behave: "die once" }, seeds: [0, 1, 2] });
    const retried: string[] = [];
    const { results, failures } = await reproduce([fakeExperiment("made_up", [cell])], {
      tier: TIER,
      store: new RunStore(folder),
      nameOf,
      open: () => openPool(),
      code: "2".repeat(64),
      trace: fakeProvenance,
      onEvent: (event) => event.type === "retried" && retried.push(event.reason),
    });
    assertEquals(failures, []);
    assertEquals(results[0]!.cells[0]!.records.length, 3);
    assertEquals(retried, ["The worker ended with signal SIGKILL"]);
    assert(await Deno.stat(join(folder, "marker")));
  }));
