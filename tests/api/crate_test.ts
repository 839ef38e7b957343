/** Packing from a results folder, with runs that are made up. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runComparison } from "../../src/api/compare.ts";
import { crate } from "../../src/api/crate.ts";
import { assemble } from "../../src/assembly/assemble.ts";
import { completeComparison } from "../../src/assembly/comparison.ts";
import { findExperiments, findTier } from "../../src/assembly/settings.ts";
import { RunInterrupted, UsageError } from "../../src/core/errors.ts";
import { exists } from "../../src/core/exists.ts";
import { hashFile } from "../../src/core/hash.ts";
import { RESULTS } from "../../src/core/paths.ts";
import { unpack } from "../../src/core/unpack.ts";
import type { Entity } from "../../src/crate/entity.ts";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import { reproduce } from "../../src/lab/reproduce.ts";
import { expandCandidates } from "../../src/lab/select.ts";
import { failurePath, RunStore } from "../../src/lab/store.ts";
import { renderFiles } from "../../src/report/render.ts";
import { inTempFolder } from "../_folder.ts";
import { FakeExecutor } from "../lab/fake.ts";
import { besideTests } from "../lab/paths.ts";
import { taskLines } from "../train/_folders.ts";

const EXPERIMENT = "convergence";

/** Fills a results folder with made-up runs of one experiment of the mini tier. */
async function makeRuns(results: string): Promise<void> {
  const options = await assemble(findTier("mini"), results, {});
  const open = () => Promise.resolve(new FakeExecutor(1));
  await reproduce(findExperiments([EXPERIMENT]), { ...options, open });
}

/** Fills it with a made-up comparison on a file of one's own. */
async function makeComparison(results: string, data: string): Promise<void> {
  await Deno.writeTextFile(data, taskLines(60));
  const arms = [{ method: "residual_prompt" }, { method: "prompt" }];
  const words = { model: "mini", tasks: [data], arms, seeds: [0, 1, 2] };
  const machine = { worker: besideTests("fake_worker.ts"), workers: 1 };
  const { signal } = new AbortController();
  await renderFiles(
    await runComparison(completeComparison(words), results, machine, signal),
    results,
  );
}

/** Unpacks an archive; returns the entities of its metadata. */
async function open(archive: string, folder: string): Promise<Entity[]> {
  await unpack(archive, (name) => join(folder, name));
  return JSON.parse(await Deno.readTextFile(join(folder, "ro-crate-metadata.json")))["@graph"];
}

Deno.test("crate() packs the experiments that are whole, the same bytes each time", () =>
  inTempFolder(async (folder) => {
    const results = join(folder, "results");
    await makeRuns(results);
    const [first, second] = [join(folder, "a", "first.zip"), join(folder, "second.zip")];
    const made = await crate({ results, out: first });
    assertEquals([made.path, made.runs, made.experiments], [first, 36, [EXPERIMENT]]);
    assert(made.leftOut.includes("superglue"));
    await crate({ results, out: second });
    assertEquals(await hashFile(first), await hashFile(second));
    const entities = await open(first, join(folder, "out"));
    const root = entities.find(({ "@id": id }) => id === "./");
    assertEquals([root!.identifier, root!.author], [made.id, undefined]);
    const unpacked = await new RunStore(join(folder, "out", "results")).load();
    assertEquals(unpacked.records.size, 36);
  }));

Deno.test("crate() packs a comparison from its folder alone, and no place of its files", () =>
  inTempFolder(async (folder) => {
    const results = join(folder, "results");
    const data = join(folder, "mine.jsonl");
    await makeComparison(results, data);
    await Deno.remove(data);
    const out = join(folder, "crate.zip");
    const made = await crate({ results, out, authors: ["Ada Lovelace"], license: "CC-BY-4.0" });
    assertMatch(made.id, /^own-[0-9a-f]{8}$/);
    assertEquals([made.runs, made.experiments], [6, ["comparison"]]);
    const unpacked = join(folder, "out");
    const entities = await open(out, unpacked);
    assert(entities.some(({ name }) => name === "Ada Lovelace"));
    const inputs = entities.filter(({ description }) => String(description).startsWith("Rows"));
    assertStringIncludes(String(inputs[0]!.name), "(mine.jsonl)");
    for (const file of ["tables/comparison.csv", "reports/comparison.md"]) {
      const [there, here] = [unpacked, folder].map((top) => join(top, "results", file));
      assertEquals(await Deno.readTextFile(there!), await Deno.readTextFile(here!));
    }
    const { records } = await new RunStore(join(unpacked, "results")).load();
    assertEquals(
      [...records.values()].map(({ config }) => config.data),
      Array(6).fill("mine.jsonl"),
    );
    const again = await crate({
      results: join(unpacked, "results"),
      out: join(folder, "again.zip"),
      authors: ["Ada Lovelace"],
      license: "CC-BY-4.0",
    });
    assertEquals(await hashFile(again.path), await hashFile(out));
  }));

Deno.test("a table of unpacked runs is the packed one, also where a candidate diverged", () =>
  inTempFolder(async (folder) => {
    const results = join(folder, "results");
    const words = { tier: findTier("mini", [0, 1, 2]), experiments: findExperiments(["tuned"]) };
    const [cell] = words.experiments[0]!.cells(words.tier);
    const [candidate] = expandCandidates(cell!);
    const options = await assemble(words.tier, results, {});
    const diverging = options.nameOf({ ...candidate!, seed: cell!.choose!.seeds[0]! });
    await options.store.saveFailure({
      runId: diverging,
      config: { ...candidate!, seed: cell!.choose!.seeds[0]! },
      kind: "diverged",
      reason: "loss is NaN at step 3",
    });
    const open = () => Promise.resolve(new FakeExecutor(1));
    await reproduce(words.experiments, { ...options, open });
    const packed = { tier: "mini", seeds: [0, 1, 2], experiments: ["tuned"] };
    const first = await crate({ ...packed, results, out: join(folder, "first.zip") });
    const out = join(folder, "out");
    await unpack(first.path, (name) => join(out, name));
    assert(await exists(join(out, "results", failurePath(diverging))));
    const second = join(folder, "second.zip");
    await crate({ ...packed, results: join(out, "results"), out: second });
    assertEquals(await hashFile(first.path), await hashFile(second));
  }));

Deno.test("crate() refuses a comparison whose runs are gone", () =>
  inTempFolder(async (folder) => {
    const results = join(folder, "results");
    await makeComparison(results, join(folder, "mine.jsonl"));
    await Deno.remove(join(results, "runs"), { recursive: true });
    const out = join(folder, "crate.zip");
    await assertRejects(() => crate({ results, out }), UsageError, "there is no run");
  }));

Deno.test("crate() refuses where there is no run", () =>
  inTempFolder(async (folder) => {
    const empty = join(folder, "results");
    const out = join(folder, "crate.zip");
    await assertRejects(
      () => crate({ results: empty, out }),
      UsageError,
      `Cannot pack results without a finished run: "${empty}" has none of tier "mini"`,
    );
    await makeRuns(empty);
    await assertRejects(() => crate({ results: empty, tier: "small", out }), UsageError, "small");
    await assertRejects(
      () => crate({ results: empty, experiments: ["few_shot"], out }),
      UsageError,
      "none of tier",
    );
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["results"]);
  }));

Deno.test("crate() replaces no file, and leaves none where it is stopped or refuses a word", () =>
  inTempFolder(async (folder) => {
    const results = join(folder, "results");
    await makeRuns(results);
    const out = join(folder, "crate.zip");
    await assertRejects(
      () => crate({ results, out, signal: AbortSignal.abort() }),
      RunInterrupted,
      "no archive was written",
    );
    const unknown = [
      [{ tier: "mni" }, 'did you mean "mini"'],
      [{ experiments: ["convergense"] }, 'did you mean "convergence"'],
      [{ authors: ["; London"] }, "--author"],
      [{ license: "do what you want" }, "SPDX identifier"],
    ] as const;
    for (const [words, sentence] of unknown) {
      await assertRejects(() => crate({ results, out, ...words }), UsageError, sentence);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["results"]);
    await Deno.writeTextFile(out, "mine");
    await assertRejects(() => crate({ results, out }), UsageError, "it is there already");
    assertEquals(await Deno.readTextFile(out), "mine");
    const below = join(out, "crate.zip");
    await assertRejects(
      () => crate({ results, out: below }),
      UsageError,
      `Cannot write "${below}"`,
    );
  }));

Deno.test({
  name: "crate() packs the shipped runs where none was made (needs a clone without runs)",
  ignore: existsSync(join(RESULTS, "runs")) || Deno.env.has("KIT_RESULTS"),
  fn: () =>
    inTempFolder(async (folder) => {
      const out = join(folder, "crate.zip");
      const made = await crate({ out });
      assertEquals(made.authors.map(({ name }) => name), ["The Residual Prompts authors"]);
      assertEquals([made.experiments, made.leftOut], [Object.keys(EXPERIMENTS), []]);
      const entities = await open(out, join(folder, "out"));
      for (const file of ["tables/claims.md", "tables/superglue.csv", "charts/superglue.svg"]) {
        const packed = await Deno.readTextFile(join(folder, "out", "results", file));
        assertEquals(packed, await Deno.readTextFile(join(RESULTS, file)), file);
      }
      const notebooks = entities.filter(({ name }) => name === "Notebook");
      assertEquals(notebooks.length, Object.keys(EXPERIMENTS).length + 1);
      const pages = entities.map(({ "@id": id }) => id).filter((id) => /^results.*\.md$/.test(id));
      for (const page of pages) {
        const text = await Deno.readTextFile(join(folder, "out", page));
        const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link!);
        const broken = links.filter((link) => !existsSync(join(folder, "out", page, "..", link)));
        assertEquals(broken, [], page);
      }
    }),
});
