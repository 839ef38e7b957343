import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UsageError } from "../src/core/errors.ts";
import { METHODS } from "../src/methods/mod.ts";
import { PROTOCOLS } from "../src/tasks/protocol.ts";
import { loadVersions } from "../src/versions.ts";
import { fakeConfig } from "./lab/fake.ts";

const config = { ...fakeConfig({ data: "mini" }), seed: 0 };

Deno.test("loadVersions() gives the versions of task and method, and a hash of generated rows", async () => {
  const versionsOf = await loadVersions();
  const versions = versionsOf(config);
  assertEquals(versions.method, METHODS.prompt.version);
  assertMatch(versions.rows!, /^[0-9a-f]{64}$/);
  assertEquals(versionsOf({ ...config, seed: 1 }), versions);
  const hub = versionsOf({ ...config, model: "google-t5/t5-small", data: "super_glue" });
  for (const pin of [hub.weights, hub.rows]) assertMatch(pin!, /^[0-9a-f]{40}$/);
  const other = versionsOf({ ...config, model: "org/other", data: "own.jsonl" });
  assertEquals([other.weights, other.rows], [null, null]);
});

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
