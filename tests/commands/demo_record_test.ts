import { assert, assertEquals } from "@std/assert";
import { homedir } from "node:os";
import { join } from "node:path";
import { demoRecord, demoRun } from "../../src/commands/_demo_record.ts";
import { cacheDir, ROOT } from "../../src/core/paths.ts";
import type { Execution } from "../../src/lab/executor.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import type { Source } from "../../src/lab/source.ts";

const EXECUTION = {
  outcome: { test: { accuracy: 0.6 }, dev: { accuracy: 0.7 }, losses: [1, 2], series: [] },
  cost: { wallSeconds: 3, trainSeconds: 2, peakBytes: 1 },
  hashes: { weights: "w", data: "d" },
  engine: { library: join(cacheDir(), "lib.so"), other: join(homedir(), "x"), own: ROOT + "data" },
} as unknown as Execution;

const SOURCE: Source = {
  code: "c",
  commit: null,
  versions: { deno: "2" },
  machine: { os: "linux", arch: "x", cpu: "y" },
};

Deno.test("demoRecord() keeps what was found and made it, and no place of this machine", () => {
  const config = { model: join(cacheDir(), "m"), data: join(cacheDir(), "d"), seed: 4 };
  const run = demoRun(config as RunConfig, EXECUTION, { model: "M", data: "D" });
  const record = demoRecord("| table |", [run], EXECUTION, SOURCE, "deno task it");
  assertEquals(record.runs[0]!.config, { model: "M", data: "D", seed: 4 } as RunConfig);
  assertEquals("losses" in record.runs[0]!.outcome, false);
  assertEquals(record.runs[0]!.outcome.test, { accuracy: 0.6 });
  assertEquals(record.provenance.hashes, { code: "c", weights: "w", data: "d" });
  assertEquals(record.provenance.command, "deno task it");
  const text = JSON.stringify(record);
  for (const place of [cacheDir(), homedir(), ROOT]) assert(!text.includes(place), place);
});
