import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { exists } from "../../src/core/exists.ts";
import { parseRecord, renderRecord } from "../../src/lab/record.ts";
import { RunStore } from "../../src/lab/store.ts";
import type { RunRecord } from "../../src/lab/run.ts";
import { fakeConfig, fakeRecord } from "./fake.ts";
import { inTempFolder } from "../_folder.ts";

const record = fakeRecord({ ...fakeConfig(), seed: 0 });

/** All files below a folder, without it. */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) files.push(name);
    else for (const file of await filesIn(join(folder, name))) files.push(`${name}/${file}`);
  }
  return files.sort();
}

Deno.test("save() writes a record that load() reads back", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    await store.save(record);
    assertEquals((await new RunStore(folder).load()).records.get(record.runId), record);
    assertEquals(await store.read(record), record);
    assertEquals(await filesIn(folder), [`runs/mini/${record.runId}.json`]);
  }));

Deno.test("a record holds the names of files of one's own; this machine alone knows their places", () =>
  inTempFolder(async (folder) => {
    const model = join(folder, "t5");
    await Deno.mkdir(model);
    const initFrom = { adapter: "/home/me/adapter", sha256: "ab" };
    const own = { ...record.config, model, data: "/home/me/own.jsonl", initFrom };
    const made = fakeRecord(own);
    const results = join(folder, "results");
    const store = new RunStore(results);
    await store.save(made);
    assertEquals(await store.read(made), made);
    assertEquals((await store.load()).records.get(made.runId), made);
    await Deno.remove(join(results, "scratch"), { recursive: true });
    const published = await Deno.readTextFile(store.path(made));
    assertEquals([published.includes("/home/me"), published.includes(folder)], [false, false]);
    const { config } = (await store.load()).records.get(made.runId)!;
    const named = { adapter: "adapter", sha256: "ab" };
    assertEquals(config, { ...own, model: "t5", data: "own.jsonl", initFrom: named });
  }));

Deno.test("save() never replaces a record", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    await store.save(record);
    await assertRejects(() => store.save(record), TypeError, "finished already");
  }));

Deno.test("load() of a folder that does not exist finds nothing and writes nothing", () =>
  inTempFolder(async (folder) => {
    const { records, failures, damaged } = await new RunStore(join(folder, "new")).load();
    assertEquals([records.size, failures.size, damaged.length], [0, 0, 0]);
    assertEquals(await filesIn(folder), []);
  }));

for (
  const [what, damage, reason] of [
    ["cut short", (text: string) => text.slice(0, text.length / 2), "cut short"],
    ["empty", () => "", "empty"],
    ["changed by hand", (text: string) => text.replace('"steps": 3', '"steps": 4'), "changed"],
    ["another value", () => "[1]", "holds no record"],
  ] as const
) {
  Deno.test(`load() moves a record aside that is ${what}, and names it`, () =>
    inTempFolder(async (folder) => {
      const store = new RunStore(folder);
      await store.save(record);
      const path = store.path(record);
      await Deno.writeTextFile(path, damage(await Deno.readTextFile(path)));
      const { records, damaged } = await store.load();
      assertEquals(records.size, 0);
      assertEquals(damaged.length, 1);
      assertStringIncludes(damaged[0]!.reason, reason);
      assertStringIncludes(damaged[0]!.file, record.runId);
      assert(await Deno.stat(join(folder, damaged[0]!.movedTo)));
      await store.save(record); // its place is free again
    }));
}

Deno.test("a folder in the place of a run's file is moved aside like a damaged file", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    const occupy = () => Deno.mkdir(join(store.path(record), "child"), { recursive: true });
    await occupy();
    const { damaged } = await store.load();
    assertEquals(damaged.map(({ reason }) => reason.endsWith("it is a folder")), [true]);
    assert((await Deno.stat(join(folder, damaged[0]!.movedTo, "child"))).isDirectory);
    await occupy();
    assertEquals(await store.read(record), undefined);
    await store.save(record); // its place is free again
  }));

Deno.test("load() reads a model's folder whose name ends like a file", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    const odd = fakeRecord({ ...record.config, model: "a/t5.json" });
    await store.save(odd);
    assertEquals([...(await store.load()).records.keys()], [odd.runId]);
  }));

Deno.test("load() does not take a record for another run by its file name", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    await store.save(record);
    const other = store.path({ ...record, runId: "other" });
    await Deno.copyFile(store.path(record), other);
    const { records, damaged } = await store.load();
    assertEquals([...records.keys()], [record.runId]);
    assertEquals(damaged.length, 1);
  }));

Deno.test("load() keeps each damaged copy of a run", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    for (let copy = 0; copy < 2; copy++) {
      await Deno.mkdir(join(folder, "runs", "mini"), { recursive: true });
      await Deno.writeTextFile(store.path(record), "{");
      await store.load();
    }
    assertEquals((await filesIn(join(folder, "scratch", "damaged"))).length, 2);
  }));

Deno.test("renderRecord() ends with the digest and keeps lists of numbers on a line", () => {
  const text = renderRecord(record);
  assertStringIncludes(text, '"losses": [0.75,0.5,0.25]');
  assertEquals(parseRecord(text, "a file"), record);
});

Deno.test("prepare() refuses a folder that cannot be made, with one sentence", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "a file");
    await Deno.writeTextFile(file, "");
    const store = new RunStore(join(file, "results"));
    await assertRejects(() => store.prepare(), UsageError, "Cannot write results to");
  }));

Deno.test("prepare() says that a folder is read-only and how to choose another", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder, () => {
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    });
    const error = await assertRejects(() => store.prepare(), UsageError);
    assertStringIncludes(error.message, "read-only: choose another with --results");
    assertEquals(await filesIn(folder), []);
  }));

Deno.test({
  name: "prepare() finds out that a real folder is read-only",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0, // root may write anywhere
  fn: () =>
    inTempFolder(async (folder) => {
      await Deno.chmod(folder, 0o500);
      const store = new RunStore(folder);
      await assertRejects(() => store.prepare(), UsageError, "read-only");
      await Deno.chmod(folder, 0o700);
    }),
});

Deno.test("save() says that the disk is full and leaves no half file", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder, () => {
      throw new Error("No space left on device (os error 28)");
    });
    await assertRejects(() => store.save(record), UsageError, "the disk is full");
    assertEquals(await filesIn(folder), []);
  }));

Deno.test("saveFailure() is forgotten once the run succeeds", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    const { runId, config } = record;
    await store.saveFailure({ runId, config, kind: "failed", reason: "No luck" });
    assertEquals((await store.load()).failures.get(runId)?.reason, "No luck");
    await store.save(record);
    assertEquals((await store.load()).failures.size, 0);
  }));

Deno.test("a checkpoint goes when its run has a record or diverged, and not before", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    const checkpoint = async ({ runId }: RunRecord) => {
      await store.write(store.checkpoint(runId), "state");
      return () => exists(store.checkpoint(runId));
    };
    const [done, failed, diverged] = [0, 1, 2].map((seed) => fakeRecord({ ...fakeConfig(), seed }));
    const isThere = await Promise.all([done!, failed!, diverged!].map(checkpoint));
    await store.save(done!);
    const reason = "No luck";
    await store.saveFailure({ ...failed!, kind: "failed", reason });
    await store.saveFailure({ ...diverged!, kind: "diverged", reason });
    assertEquals(await Promise.all(isThere.map((ask) => ask())), [false, true, false]);
  }));

Deno.test("prepare() removes runs and checkpoints that killed processes left half written", () =>
  inTempFolder(async (folder) => {
    const store = new RunStore(folder);
    const whole = [store.checkpoint("whole"), join(folder, "runs", "mini", "whole.json")];
    for (const path of whole) {
      await store.write(path, "state");
      await Deno.writeTextFile(`${path}.0c9f.part`, "half");
    }
    await store.prepare();
    assertEquals(await Promise.all(whole.map(exists)), [true, true]);
    assertEquals(await Promise.all(whole.map((path) => exists(`${path}.0c9f.part`))), [
      false,
      false,
    ]);
  }));

Deno.test("prepare() says that a disk has no locks, before anything is trained", () =>
  inTempFolder(async (folder) => {
    const { tryLock } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.tryLock = () =>
      Promise.reject(new Error("No locks available (os error 37)"));
    try {
      const error = await assertRejects(() => new RunStore(folder).prepare(), UsageError);
      assertStringIncludes(error.message, "its disk has no locks (flock)");
    } finally {
      Deno.FsFile.prototype.tryLock = tryLock;
    }
  }));
