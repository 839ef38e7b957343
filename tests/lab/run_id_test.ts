import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { modelSlug, runNamer, type Versions } from "../../src/lab/run_id.ts";
import { fakeConfig, nameOf } from "./fake.ts";

const config = { ...fakeConfig(), seed: 0 };

Deno.test("runNamer() gives a readable name with 8 hex digits", () => {
  assertMatch(nameOf(config), /^mini\.prompt\.rte\.seed0-[0-9a-f]{8}$/);
});

Deno.test("runNamer() does not depend on the order of keys", () => {
  const reversed = Object.fromEntries(Object.entries(config).reverse()) as typeof config;
  assertEquals(nameOf(reversed), nameOf(config));
});

Deno.test("runNamer() names a run anew when anything that decides it changes", () => {
  const changed = { ...config, training: { ...config.training, learningRate: 0.30001 } };
  assertNotEquals(nameOf(changed), nameOf(config));
  const versions: Versions = { task: 1, method: 1, protocol: 1, weights: null, rows: null };
  for (
    const change of [{ task: 2 }, { method: 2 }, { protocol: 2 }, { weights: "ab" }, { rows: "ab" }]
  ) {
    const other = runNamer(() => ({ ...versions, ...change }));
    assertNotEquals(other(config), nameOf(config));
  }
});

Deno.test("modelSlug() is a folder name that tells no place", () => {
  assertEquals(modelSlug("google/t5-v1_1-base"), "google--t5-v1_1-base");
  assertEquals(modelSlug("/home/someone/models/mine/"), "mine");
  assertEquals(modelSlug("../mine"), "mine");
  assertEquals(modelSlug("C:\\models\\mine"), "mine");
  assertEquals(modelSlug(".."), "_");
});
