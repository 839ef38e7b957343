import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { loadVersions } from "../../src/assembly/versions.ts";
import { UsageError } from "../../src/core/errors.ts";
import { hashFile } from "../../src/core/hash.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { OWN_VERSION } from "../../src/tasks/own.ts";
import { PROTOCOLS } from "../../src/tasks/protocol.ts";
import { inTempFolder } from "../_folder.ts";
import { fakeConfig } from "../lab/fake.ts";

const config = { ...fakeConfig({ data: "mini" }), seed: 0 };

Deno.test("loadVersions() gives the versions of task and method, and a hash of generated rows", async () => {
  const versionsOf = await loadVersions();
  const versions = versionsOf(config);
  assertEquals(versions.method, METHODS.prompt.version);
  assertMatch(versions.rows!, /^[0-9a-f]{64}$/);
  assertEquals(versionsOf({ ...config, seed: 1 }), versions);
  const hub = versionsOf({ ...config, model: "google-t5/t5-small", data: "super_glue" });
  for (const pin of [hub.weights, hub.rows]) assertMatch(pin!, /^[0-9a-f]{40}$/);
  const other = versionsOf({ ...config, model: "org/other", data: "other" });
  assertEquals([other.weights, other.rows], [null, null]);
  assertThrows(() => versionsOf({ ...config, data: "folder/of_rows" }), UsageError, "train.jsonl");
});

Deno.test("loadVersions() hashes files of one's own", () =>
  inTempFolder(async (folder) => {
    const data = join(folder, "own.jsonl");
    const own = { ...config, model: folder, data, task: "own" };
    await Deno.writeTextFile(data, "{}\n");
    await Deno.writeTextFile(join(folder, "model.safetensors"), "weights");
    const { weights, rows, task } = (await loadVersions())(own);
    assertEquals([rows, task], [await hashFile(data), OWN_VERSION]);
    assertMatch(weights!, /^[0-9a-f]{64}$/);
    await Deno.writeTextFile(join(folder, "model.safetensors"), "other weights");
    assertNotEquals((await loadVersions())(own).weights, weights);
    assertEquals((await loadVersions())(own).rows, rows);
  }));

Deno.test("loadVersions() has the version of a protocol only where one is named", async () => {
  const versionsOf = await loadVersions();
  assertEquals("rules" in versionsOf(config), false); // ids of runs without stay what they were
  assertEquals(versionsOf({ ...config, protocol: "paper" }).rules, PROTOCOLS.paper.version);
  assertThrows(() => versionsOf({ ...config, protocol: "papr" }), UsageError, '"paper"');
});

Deno.test("loadVersions() refuses names that are not known", async () => {
  const versionsOf = await loadVersions();
  assertThrows(() => versionsOf({ ...config, method: "promt" }), UsageError, '"prompt"');
  assertThrows(() => versionsOf({ ...config, task: "rt" }), UsageError, '"rte"');
});
