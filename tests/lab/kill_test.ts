/**
 * Real processes that are killed, interrupted, and started twice.
 *
 * @module
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { RunStore } from "../../src/lab/store.ts";

import { inTempFolder } from "../_folder.ts";
import { besideTests } from "./paths.ts";

const RUN_MS = 50;

function drive(folder: string, runs: number): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", besideTests("drive.ts"), folder, String(runs)],
    env: { FAKE_WORKER_LOG: join(folder, "started.log"), FAKE_WORKER_MS: String(RUN_MS) },
    stdout: "null",
  }).spawn();
}

/** Runs that were started so far, by all processes. */
async function started(folder: string): Promise<string[]> {
  const text = await Deno.readTextFile(join(folder, "started.log")).catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

Deno.test("kill -9 loses at most the run under way", () =>
  inTempFolder(async (folder) => {
    const runs = 20;
    const first = drive(folder, runs);
    await until(async () => (await started(folder)).length >= 3);
    first.kill("SIGKILL");
    await first.status;
    const { records, damaged } = await new RunStore(folder).load();
    assertEquals(damaged, []);
    assertLess(records.size, runs);
    const before = await started(folder);
    assert(records.size >= before.length - 1, `${records.size} of ${before.length} were kept`);

    const second = drive(folder, runs);
    assertEquals((await second.status).code, 0);
    const after = await new RunStore(folder).load();
    assertEquals(after.records.size, runs);
    assertEquals((await started(folder)).length - before.length, runs - records.size);
  }));

Deno.test("an interrupt keeps finished runs and ends with exit code 130", () =>
  inTempFolder(async (folder) => {
    const runs = 100; // more than can be made before a busy machine delivers the signal
    const child = drive(folder, runs);
    await until(async () => (await started(folder)).length >= 3);
    child.kill("SIGINT");
    assertEquals((await child.status).code, 130);
    const { records, failures } = await new RunStore(folder).load();
    assert(records.size >= 2 && records.size < runs);
    assertEquals(failures.size, 0);
  }));

Deno.test("two processes on one folder share the runs and repeat none", () =>
  inTempFolder(async (folder) => {
    const processes = [drive(folder, 8), drive(folder, 8)];
    const codes = await Promise.all(processes.map((child) => child.status));
    assertEquals(codes.map(({ code }) => code), [0, 0]);
    assertEquals((await new RunStore(folder).load()).records.size, 8);
    const runs = await started(folder);
    assertEquals(new Set(runs).size, 8);
    assertEquals(runs.length, 8);
  }));
