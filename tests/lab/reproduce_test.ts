import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { NotWritten, RunInterrupted, UsageError } from "../../src/core/errors.ts";
import type { LabEvent } from "../../src/lab/events.ts";
import { WorkerLost } from "../../src/lab/executor.ts";
import type { Cell } from "../../src/lab/experiment.ts";
import { tryLock } from "../../src/core/lock.ts";
import { parseOnly } from "../../src/lab/only.ts";
import { reproduce, type ReproduceOptions, type WorthOf } from "../../src/lab/reproduce.ts";
import { RunStore } from "../../src/lab/store.ts";
import {
  diverge,
  fakeCell,
  fakeConfig,
  fakeExecution,
  FakeExecutor,
  fakeExperiment,
  fakeProvenance,
  fakeRecord,
  nameOf,
  TIER,
} from "./fake.ts";
import { inTempFolder } from "../_folder.ts";

/** Reproduces experiments of these cells; returns what happened as well. */
async function reproduceCells(
  folder: string,
  cells: readonly (readonly Cell[])[],
  executor: FakeExecutor,
  options: Partial<ReproduceOptions> & { worthOf?: WorthOf<unknown> } = {},
) {
  const events: LabEvent[] = [];
  const experiments = cells.map((each, index) => fakeExperiment(`experiment_${index}`, each));
  const { results, failures } = await reproduce(experiments, {
    tier: TIER,
    store: new RunStore(folder),
    nameOf,
    open: () => Promise.resolve(executor),
    code: "2".repeat(64),
    trace: fakeProvenance,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { results, failures, events };
}

const choosing = fakeCell({ choose: { learningRate: [0.1, 0.3, 1], seeds: [100, 101] } });

Deno.test("reproduce() makes every run once and none the second time", () =>
  inTempFolder(async (folder) => {
    const first = new FakeExecutor(2);
    const { results } = await reproduceCells(folder, [[fakeCell()]], first);
    assertEquals(results[0]!.cells[0]!.records.map(({ config }) => config.seed), [0, 1]);
    assertEquals(first.executed.length, 2);
    assert(first.closed);
    const again = await reproduceCells(folder, [[fakeCell()]], first, {
      open: () => {
        throw new TypeError("No worker should be started");
      },
    });
    assertEquals(again.results[0]!.cells, results[0]!.cells);
  }));

Deno.test("reproduce() shares a run between cells of several experiments", () =>
  inTempFolder(async (folder) => {
    const executor = new FakeExecutor(3);
    const labelled = fakeCell({ labels: { method: "Prompt" }, seeds: [1, 2] });
    const { results } = await reproduceCells(folder, [[fakeCell()], [labelled]], executor);
    assertEquals(executor.executed.map(({ seed }) => seed).sort(), [0, 1, 2]);
    assertEquals(results.map(({ cells }) => cells[0]!.records.length), [2, 2]);
  }));

Deno.test("reproduce() chooses on dev, then runs the reported seeds with the choice", () =>
  inTempFolder(async (folder) => {
    const executor = new FakeExecutor(
      2,
      (config) => fakeExecution(config, config.training.learningRate === 0.3 ? 0.9 : 0.5),
    );
    const { results } = await reproduceCells(folder, [[choosing]], executor);
    assertEquals(executor.executed.length, 6 + 2);
    const reported = executor.executed.slice(6);
    assertEquals(reported.map(({ seed }) => seed).sort(), [0, 1]);
    assert(reported.every(({ training }) => training.learningRate === 0.3));
    assertEquals(results[0]!.cells[0]!.missing, []);
  }));

Deno.test("reproduce() leaves a diverged run out, and does not try it again", () =>
  inTempFolder(async (folder) => {
    const carryOut = (config: Parameters<typeof fakeExecution>[0]) =>
      config.training.learningRate === 1 ? diverge() : fakeExecution(config, 0.5);
    const executor = new FakeExecutor(1, carryOut);
    const { results, failures } = await reproduceCells(folder, [[choosing]], executor);
    assertEquals(failures.map(({ kind }) => kind), ["diverged", "diverged"]);
    assertEquals(results[0]!.cells[0]!.config?.training.learningRate, 0.1);
    const second = new FakeExecutor(1, carryOut);
    const again = await reproduceCells(folder, [[choosing]], second);
    assertEquals(second.executed, []);
    assertEquals(again.failures.length, 2);
  }));

Deno.test("reproduce() goes on after a failed run and tries it again in the next call", () =>
  inTempFolder(async (folder) => {
    const executor = new FakeExecutor(1, (config) => {
      if (config.seed === 0) throw new WorkerLost("The worker ended with signal SIGKILL");
      return fakeExecution(config);
    });
    const { results, failures, events } = await reproduceCells(folder, [[fakeCell()]], executor);
    assertEquals(executor.executed.map(({ seed }) => seed), [0, 1, 0]); // once more, then given up
    assertEquals(failures.length, 1);
    assertEquals(results[0]!.cells[0]!.missing, [
      { seed: 0, reason: "The worker ended with signal SIGKILL" },
    ]);
    assertEquals(events.filter(({ type }) => type === "retried").length, 1);
    const second = new FakeExecutor();
    const mended = await reproduceCells(folder, [[fakeCell()]], second);
    assertEquals(second.executed.map(({ seed }) => seed), [0]);
    assertEquals(mended.failures, []);
    assertEquals(mended.results[0]!.cells[0]!.missing, []);
  }));

Deno.test("reproduce() forgets how long a run had left that is tried again", () =>
  inTempFolder(async (folder) => {
    const again = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    let attempts = 0;
    const executor = new FakeExecutor(2, async (config, onProgress) => {
      if (config.seed === 1) await again.promise;
      else if (attempts++ === 0) {
        onProgress({ step: 1, steps: 3, loss: 0.5, secondsLeft: 5000 });
        throw new WorkerLost("The worker ended with signal SIGKILL");
      } else {
        again.resolve();
        await told.promise;
      }
      return fakeExecution(config);
    });
    const left: (number | null)[] = [];
    await reproduceCells(folder, [[fakeCell()]], executor, {
      onEvent(event) {
        if (event.type !== "planned") return;
        left.push(event.secondsLeft);
        if (event.done === 1) told.resolve();
      },
    });
    // nothing is known; one run is left, and the other one took two seconds; nothing is left
    assertEquals(left, [null, 2, 0]);
  }));

Deno.test("reproduce() keeps finished runs when it is interrupted, and goes on from there", () =>
  inTempFolder(async (folder) => {
    const stop = new AbortController();
    const executor = new FakeExecutor(2, (config) => {
      if (config.seed < 2) return fakeExecution(config);
      stop.abort();
      return new Promise(() => {}); // a run that is under way for ever
    });
    const cell = fakeCell({ seeds: [0, 1, 2, 3] });
    await assertRejects(
      () => reproduceCells(folder, [[cell]], executor, { signal: stop.signal }),
      RunInterrupted,
    );
    assertEquals((await new RunStore(folder).load()).records.size, 2);
    assertEquals((await new RunStore(folder).load()).failures.size, 0);
    const second = new FakeExecutor();
    await reproduceCells(folder, [[cell]], second);
    assertEquals(second.executed.map(({ seed }) => seed), [2, 3]);
  }));

Deno.test("reproduce() stops everything when the disk is full", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder, (path) => {
      if (path.endsWith(".json")) throw new Error("No space left on device (os error 28)");
      return Promise.resolve();
    });
    const executor = new FakeExecutor(2);
    await assertRejects(
      () => reproduceCells(folder, [[fakeCell({ seeds: [0, 1, 2, 3] })]], executor, { store }),
      UsageError,
      "the disk is full",
    );
    assert(executor.executed.length <= 2);
    assert(executor.closed);
  }));

Deno.test("reproduce() stops everything when an adapter has no place", () =>
  inTempFolder(async (folder) => {
    const executor = new FakeExecutor(1, () => {
      throw new NotWritten("Cannot write: the disk is full");
    });
    await assertRejects(() => reproduceCells(folder, [[fakeCell()]], executor), NotWritten);
    assertEquals(executor.executed.length, 1);
    assertEquals((await new RunStore(folder).load()).failures.size, 0);
  }));

Deno.test("reproduce() waits for a run of another process and takes it", () =>
  inTempFolder(async (folder) => {
    const record = fakeRecord({ ...fakeConfig(), seed: 0 });
    const store = new RunStore(folder);
    const lock = await store.claim(record.runId);
    assert(lock !== undefined);
    const executor = new FakeExecutor(2);
    const reproducing = reproduceCells(folder, [[fakeCell()]], executor);
    await new Promise((resolve) => setTimeout(resolve, 100)); // as long as the other one needs
    await store.save(record);
    await lock.release();
    const { results, events } = await reproducing;
    assertEquals(executor.executed.map(({ seed }) => seed), [1]);
    assertEquals(results[0]!.cells[0]!.missing, []);
    assertEquals(events.filter(({ type }) => type === "shared").length, 1);
  }));

Deno.test("reproduce() takes up the run of another process that gave up", () =>
  inTempFolder(async (folder) => {
    const { runId } = fakeRecord({ ...fakeConfig(), seed: 0 });
    const lock = await new RunStore(folder).claim(runId);
    const executor = new FakeExecutor(2);
    const reproducing = reproduceCells(folder, [[fakeCell()]], executor);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await lock?.release();
    await reproducing;
    assertEquals(executor.executed.map(({ seed }) => seed), [1, 0]);
    const free = await tryLock(`${folder}/scratch/locks/${runId}.lock`);
    assert(free !== undefined);
    await free.release();
  }));

Deno.test("reproduce() runs only the cells that are meant, and reports all", () =>
  inTempFolder(async (folder) => {
    const cells = [fakeCell(), fakeCell({ task: "cb" }), fakeCell({ method: "full" })];
    const executor = new FakeExecutor();
    const only = parseOnly("task=rte,method=prompt");
    const { results } = await reproduceCells(folder, [cells], executor, { only });
    assertEquals(executor.executed.length, 2);
    assertEquals(results[0]!.cells.map(({ records }) => records.length), [2, 0, 0]);
    await assertRejects(
      () => reproduceCells(folder, [cells], executor, { only: parseOnly("task=rt") }),
      UsageError,
      'did you mean "rte"',
    );
  }));

Deno.test("reproduce() with a budget gives every cell a seed first, and starts nothing too long", () =>
  inTempFolder(async (folder) => {
    const seeds = [0, 1, 2];
    const cells = [fakeCell({ seeds }), fakeCell({ task: "cb", seeds })];
    const executor = new FakeExecutor();
    await reproduceCells(folder, [cells], executor, { budgetSeconds: 1000 });
    assertEquals(executor.executed.slice(0, 4).map(({ task }) => task).sort(), [
      "cb",
      "cb",
      "rte",
      "rte",
    ]);
    assertEquals(new Set(executor.executed.slice(0, 2).map(({ task }) => task)).size, 2);
    assertEquals(executor.executed.length, 6);
  }));

Deno.test("reproduce() with a budget asks for worths of what it knows, and follows them", () =>
  inTempFolder(async (folder) => {
    const seeds = [0, 1, 2];
    const cells = ["cb", "rte", "wic"].map((task) => fakeCell({ task, seeds }));
    const executor = new FakeExecutor(1);
    const asked: number[] = [];
    await reproduceCells(folder, [cells], executor, {
      budgetSeconds: 1000,
      worthOf(results) {
        const known = results[0]!.cells;
        asked.push(known.flatMap(({ records }) => records).length);
        const wanted = ["wic", "cb"].flatMap((task, worth) =>
          known.filter(({ cell }) => cell.task === task)
            .map(({ config }) => ({ config: { ...config!, seed: 2 }, worth: 2 - worth }))
        );
        return [...wanted, ...wanted]; // what serves two claims is worth twice as much
      },
    });
    assertEquals(executor.executed.slice(6).map(({ task }) => task), ["wic", "cb", "rte"]);
    assertEquals(asked, [6, 7, 8]); // not before every cell had two seeds
  }));

Deno.test("reproduce() starts no run that would end after the budget", () =>
  inTempFolder(async (folder) => {
    const executor = new FakeExecutor(); // its runs say that they took 2 s
    const { results } = await reproduceCells(folder, [[fakeCell()]], executor, {
      budgetSeconds: 1,
    });
    assertEquals(executor.executed.length, 1); // the first one is needed to know how long it takes
    assertEquals(results[0]!.cells[0]!.missing, [{ seed: 1, reason: null }]);
  }));

Deno.test("reproduce() repeats a damaged run and names its file", () =>
  inTempFolder(async (folder) => {
    await reproduceCells(folder, [[fakeCell()]], new FakeExecutor());
    const store = new RunStore(folder);
    const path = store.path(fakeRecord({ ...fakeConfig(), seed: 0 }));
    await Deno.truncate(path, 100);
    const executor = new FakeExecutor();
    const { events, results } = await reproduceCells(folder, [[fakeCell()]], executor);
    assertEquals(executor.executed.map(({ seed }) => seed), [0]);
    const notice = events.find((event) => event.type === "notice");
    assertStringIncludes(notice?.type === "notice" ? notice.line : "", "cut short");
    assertEquals(results[0]!.cells[0]!.missing, []);
  }));

Deno.test("reproduce() tells how much is to do, before and after a choice", () =>
  inTempFolder(async (folder) => {
    const { events } = await reproduceCells(folder, [[choosing]], new FakeExecutor());
    const planned = events.filter((event) => event.type === "planned");
    assertEquals([planned[0]!.total, planned[0]!.done, planned[0]!.secondsLeft], [8, 0, null]);
    const last = planned.at(-1)!;
    assertEquals([last.total, last.done, last.secondsLeft], [8, 8, 0]);
    assert(planned.every(({ total }) => total === 8));
  }));
