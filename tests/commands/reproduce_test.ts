/**
 * The whole way of `reproduce`, with workers whose runs are made up.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { findExperiments, findTier } from "../../src/assemble.ts";
import { renderPlan } from "../../src/commands/plan.ts";
import { type ReproduceRequest, runReproduce } from "../../src/commands/run_reproduce.ts";
import { UsageError } from "../../src/core/errors.ts";
import { RunStore } from "../../src/lab/store.ts";
import { withFolder } from "../lab/fake.ts";
import { besideTests } from "../lab/paths.ts";

const WORKER = besideTests("fake_worker.ts");

function request(results: string, changes: Partial<ReproduceRequest> = {}): ReproduceRequest {
  return {
    experiments: findExperiments(["convergence"]),
    tier: findTier("mini", [0]),
    results,
    machine: { worker: WORKER, workers: 1 },
    train: true,
    notebooks: false,
    writeReference: false,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Calls with the console kept quiet; returns the exit code and what was said. */
async function run(request: ReproduceRequest): Promise<{ code: number; said: string }> {
  const { log, error } = console;
  let said = "";
  console.log = console.error = (line: string) => void (said += line + "\n");
  try {
    return { code: await runReproduce(request), said };
  } finally {
    Object.assign(console, { log, error });
  }
}

Deno.test("reproduce makes runs, tables and charts, and nothing new the second time", () =>
  withFolder(async (folder) => {
    const only = new Map([["method", ["mlp_prompt"]]] as const);
    const { code, said } = await run(request(folder, { only }));
    assertEquals(code, 0);
    assertStringIncludes(said, "Convergence");
    for (const file of ["tables/convergence.md", "charts/convergence.svg", "tables/claims.md"]) {
      assert((await Deno.stat(join(folder, file))).size > 0, file);
    }
    const { records } = await new RunStore(folder).load();
    assert(records.size > 1);
    const table = await Deno.readTextFile(join(folder, "tables/convergence.md"));
    const again = await run(
      request(folder, { only, machine: { worker: "there is no such script" } }),
    );
    assertEquals(again.code, 0);
    assertEquals(await Deno.readTextFile(join(folder, "tables/convergence.md")), table);
    const plan = await renderPlan({ ...request(folder, { only }), workers: 2 });
    assertStringIncludes(plan, `convergence                   ${records.size}       0       0`);
  }));

Deno.test("reproduce --tables-only trains nothing", () =>
  withFolder(async (folder) => {
    const { code } = await run(request(folder, { train: false, machine: { worker: "none" } }));
    assertEquals(code, 0);
    assert((await Deno.stat(join(folder, "tables/convergence.md"))).size > 0);
    assertEquals((await new RunStore(folder).load()).records.size, 0);
  }));

Deno.test("reproduce refuses a results folder that cannot be written, before it trains", () =>
  withFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    await assertRejects(() => run(request(join(file, "results"))), UsageError, "Cannot write");
  }));
