/**
 * Plans of the tiers of SuperGLUE: what is here, what is to be fetched, what it takes.
 *
 * @module
 */
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { renderPlan } from "../../src/commands/plan.ts";
import { UsageError } from "../../src/core/errors.ts";
import type { Training } from "../../src/lab/run.ts";
import { findExperiments, findTier } from "../../src/assembly/settings.ts";
import { withHub } from "../hub/superglue_hub.ts";
import { inTempFolder } from "../_folder.ts";
import { request, run, shortTable } from "./_small_tier.ts";

Deno.test("--plan says what is to be fetched and what memory it takes, and fetches nothing", () =>
  withHub(async (setting) => {
    const { server, results, data } = setting;
    const only = { method: ["prompt"], task: ["rte", "cb"] };
    const plan = () => renderPlan({ ...request(setting, "small", only), results, workers: 1 });
    const before = await plan();
    assertStringIncludes(before, "Not cached: google-t5/t5-small, super_glue/cb, super_glue/rte\n");
    const { commit } = server.repositories[data]!;
    assertStringIncludes(
      before,
      `\n  deno task fetch aps/super_glue --dataset --revision ${commit}`,
    );
    assertStringIncludes(before, "\n  deno task fetch google-t5/t5-small --revision ");
    // from the sizes of the manifest: 60.5 million numbers
    assertStringIncludes(
      before,
      "Disk: about 0.2 GiB of weights to download, about 1 MiB of results",
    );
    assertMatch(before, /Memory: up to about [\d.]+ GiB per worker/);
    assertStringIncludes(before, "Time: unknown; no similar run has been timed yet");
    assertEquals(server.seen, []);
    assertEquals((await run(setting, "small", { ...only, task: ["cb"] })).code, 0);
    const seen = server.seen.length;
    const after = await plan();
    assertStringIncludes(after, "Not cached: super_glue/rte\n");
    assertStringIncludes(after, "Disk: about 1 MiB of results");
    assertMatch(after, /Memory: up to .* \("prompt" on "google-t5\/t5-small"\); .* enough for \d+/);
    assertStringIncludes(after, "from runs on this machine");
    assertEquals(server.seen.length, seen);
  }));

Deno.test("--plan of the paper's tier tells time, memory, disk and budget without a network", () =>
  withHub(async (setting) => {
    const { server, results } = setting;
    const plan = (changes: Partial<Training> = {}) =>
      renderPlan({
        experiments: [shortTable(["cb"], changes)],
        tier: findTier("paper"),
        results,
        workers: 2,
        budgetSeconds: 3600,
        calibrate: (engine, threads) => {
          assertEquals([engine, threads], ["auto", 1]);
          return Promise.resolve({ rate: 1e9, engine: "tensorflow", gpu: false });
        },
      });
    const text = await plan();
    assertMatch(text, /superglue +0 +75 +0 +[\d.]+ days\n/);
    assertStringIncludes(
      text,
      "a small model, measured here with tensorflow (1 GFLOP/s per worker)",
    );
    assertMatch(text, /Budget: 60 min with 2 workers is enough for at most 2 of 75 runs/);
    assertStringIncludes(text, "Disk: about 4.9 GiB of weights to download");
    // 738 million numbers, AdamW's two for each and the best so far, and the file of before
    assertStringIncludes(
      text,
      'up to 22 GiB for each worker that trains "full" of "google-t5/t5-large"; ',
    );
    assertMatch(
      await plan({ batchSize: 2 ** 19 }),
      /Not enough memory\. Cannot run .*: it needs about \d+ GiB, but .* use a GPU with/,
    );
    assertEquals(server.seen, []);
  }));

Deno.test("--plan --only leaves experiments empty that have no such cell", () =>
  inTempFolder(async (results) => {
    const experiments = findExperiments(["few_shot", "learning_rate"]);
    const plan = (task: string) =>
      renderPlan({
        experiments,
        tier: findTier("mini"),
        only: new Map([["task", [task]]]),
        results,
        workers: 1,
      });
    assertMatch(await plan("rte"), /learning_rate +0 +0 +0/);
    await assertRejects(() => plan("rtee"), UsageError, 'did you mean "rte"');
  }));
