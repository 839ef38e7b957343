/**
 * The whole way of `reproduce`, with workers whose runs are made up.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join, relative } from "node:path";
import { renderPlan } from "../../src/commands/plan.ts";
import { type ReproduceRequest, runReproduce } from "../../src/commands/run_reproduce.ts";
import { UsageError } from "../../src/core/errors.ts";
import { RunStore } from "../../src/lab/store.ts";
import { findExperiments, findTier } from "../../src/assembly/settings.ts";
import { inTempFolder } from "../_folder.ts";
import { besideTests } from "../lab/paths.ts";

const WORKER = besideTests("fake_worker.ts");

function request(results: string, changes: Partial<ReproduceRequest> = {}): ReproduceRequest {
  return {
    experiments: findExperiments(["convergence"]),
    tier: findTier("mini", [0]),
    results,
    machine: { worker: WORKER, workers: 1 },
    adapters: false,
    train: true,
    notebooks: null,
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
  inTempFolder(async (folder) => {
    const only = new Map([["method", ["mlp_prompt"]]] as const);
    const { code, said } = await run(request(folder, { only }));
    assertEquals(code, 0);
    assertStringIncludes(said, "Convergence");
    assertStringIncludes(said, "replace no complete ones: convergence-partial\n");
    for (const file of ["tables/convergence-partial.md", "charts/convergence-partial.svg"]) {
      assert((await Deno.stat(join(folder, file))).size > 0, file);
    }
    const { records } = await new RunStore(folder).load();
    assert(records.size > 1);
    const table = await Deno.readTextFile(join(folder, "tables/convergence-partial.md"));
    const again = await run(
      request(folder, { only, machine: { worker: "there is no such script" } }),
    );
    assertEquals(again.code, 0);
    assertEquals(await Deno.readTextFile(join(folder, "tables/convergence-partial.md")), table);
    const plan = await renderPlan({ ...request(folder, { only }), workers: 2 });
    assertStringIncludes(plan, `convergence                    ${records.size}       0       0`);
  }));

const WHOLE_FILES = ["summary", "claims", "agreement"].map((name) => `tables/${name}.md`);

const PART_FILES = WHOLE_FILES.map((file) => file.replace(".md", "-partial.md"));

/** The content of files; null where there is none. */
async function readAll(folder: string, files: readonly string[]): Promise<(string | null)[]> {
  return await Promise.all(
    files.map((file) => Deno.readTextFile(join(folder, file)).catch(() => null)),
  );
}

Deno.test("reproduce never compares the shipped runs with themselves", () =>
  inTempFolder(async (folder) => {
    const all = request(folder, { experiments: findExperiments([]), tier: findTier("mini") });
    const { code, said } = await run({ ...all, train: false });
    assertEquals(code, 0);
    assertStringIncludes(said, "tables and charts show the shipped runs");
    assertStringIncludes(said, "No runs to compare with the shipped ones");
    assertEquals(said.includes("bit-identical"), false);
    const [summary, claims, agreement] = await readAll(folder, WHOLE_FILES);
    assertStringIncludes(summary!, "Holm");
    assertStringIncludes(claims!, "After Holm");
    assertEquals(agreement, null);
  }));

Deno.test("reproduce says where a tier has neither runs of its own nor shipped ones", () =>
  inTempFolder(async (folder) => {
    const { code, said } = await run(request(folder, { train: false, tier: findTier("small") }));
    assertEquals(code, 0);
    assertStringIncludes(said, "No run of this tier was made here, and none is shipped\n");
  }));

Deno.test("reproduce says that the disk is full where it holds no table", () =>
  inTempFolder(async (folder) => {
    const { open } = Deno;
    Deno.open = (path, options) =>
      String(path).endsWith(".part")
        ? Promise.reject(new Error("No space left on device (os error 28)"))
        : open(path, options);
    try {
      await assertRejects(
        () => run(request(folder, { train: false })),
        UsageError,
        `Cannot write results to "${folder}": the disk is full`,
      );
    } finally {
      Deno.open = open;
    }
  }));

Deno.test("reproduce of a part leaves the files about the whole as they are", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(join(folder, "tables"));
    for (const file of WHOLE_FILES) await Deno.writeTextFile(join(folder, file), "whole");
    const only = new Map([["method", ["mlp_prompt"]]] as const);
    const { said } = await run(request(folder, { only, tier: findTier("mini") }));
    assertStringIncludes(said, "overall files (summary, claims, agreement) are unchanged");
    await run(request(folder, { train: false, tier: findTier("mini") }));
    assertEquals(await readAll(folder, WHOLE_FILES), ["whole", "whole", "whole"]);

    const all = request(folder, { experiments: findExperiments([]), tier: findTier("mini") });
    const some = await run({ ...all, train: false });
    assertStringIncludes(some.said, "cells compared with the shipped ones");
    assertStringIncludes(some.said, ", claims-partial, summary-partial\n");
    assertEquals(await readAll(folder, WHOLE_FILES), ["whole", "whole", "whole"]);
    const [summary, claims, agreement] = await readAll(folder, PART_FILES);
    assertStringIncludes(summary!, "not judged");
    assertStringIncludes(claims!, "not judged");
    assertStringIncludes(agreement!, "cells compared with the shipped ones");

    await Deno.remove(join(folder, "runs"), { recursive: true }); // the shipped ones are complete
    await run({ ...all, train: false });
    const [wholeSummary] = await readAll(folder, WHOLE_FILES);
    assertStringIncludes(wholeSummary!, "Holm");
    const left = await readAll(folder, PART_FILES);
    assertEquals([left[0], left[1]], [null, null]);
  }));

Deno.test("reproduce --tables-only trains nothing", () =>
  inTempFolder(async (folder) => {
    const { code } = await run(request(folder, { train: false, machine: { worker: "none" } }));
    assertEquals(code, 0);
    assert((await Deno.stat(join(folder, "tables/convergence.md"))).size > 0);
    assertEquals((await new RunStore(folder).load()).records.size, 0);
  }));

Deno.test("reproduce refuses a results folder that cannot be written, before it trains", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    await assertRejects(() => run(request(join(file, "results"))), UsageError, "Cannot write");
  }));

/** A notebook of one cell. */
function notebook(source: string): string {
  const cell = { cell_type: "code", id: "a", metadata: {}, execution_count: null, outputs: [] };
  return JSON.stringify({
    cells: [{ ...cell, source }],
    metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

Deno.test("reproduce executes the notebooks of complete results, and not again", () =>
  inTempFolder(async (folder) => {
    const notebooks = join(folder, "notebooks");
    const shown = join(notebooks, "08_convergence.ipynb");
    const other = join(notebooks, "01_superglue.ipynb");
    await Deno.mkdir(notebooks);
    for (const path of [shown, other]) await Deno.writeTextFile(path, notebook("6 * 7"));
    const results = join(folder, "results");
    const seeds = findTier("mini").seeds;
    const incomplete = await run(request(results, { notebooks }));
    assertStringIncludes(incomplete.said, "Notebooks skipped: they show seeds 0, 1, 2, 3");
    assertEquals(await Deno.readTextFile(shown), notebook("6 * 7"));

    const complete = await run(request(results, { notebooks, tier: findTier("mini", seeds) }));
    assertEquals(complete.code, 0);
    assertStringIncludes(await Deno.readTextFile(shown), "42");
    assertEquals(await Deno.readTextFile(other), notebook("6 * 7"));
    const { mtime } = await Deno.stat(shown);
    await run(request(results, { notebooks, tier: findTier("mini", seeds) }));
    assertEquals((await Deno.stat(shown)).mtime, mtime);
  }));

Deno.test("reproduce has exit code 1 when a notebook fails, and tries it again", () =>
  inTempFolder(async (folder) => {
    const notebooks = join(folder, "notebooks");
    await Deno.mkdir(notebooks);
    const path = join(notebooks, "08_convergence.ipynb");
    await Deno.writeTextFile(path, notebook('throw new Error("no luck")'));
    for (let call = 0; call < 2; call++) {
      const { code, said } = await run(
        request(join(folder, "results"), { notebooks, tier: findTier("mini") }),
      );
      assertEquals(code, 1);
      assertStringIncludes(said, "no luck");
    }
  }));

Deno.test("reproduce --tables-only says which runs it could not read", () =>
  inTempFolder(async (folder) => {
    const only = new Map([["method", ["mlp_prompt"]]] as const);
    await run(request(folder, { only }));
    const store = new RunStore(folder);
    const [record] = (await store.load()).records.values();
    const path = store.path(record!);
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace(/"score": ?[^,}\s]+/, '"score": 0.999'));
    const { said } = await run(request(folder, { only, train: false }));
    assertStringIncludes(
      said,
      `it was changed after it was written: moved ${relative(folder, path)} to `,
    );
  }));
