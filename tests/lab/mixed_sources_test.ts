import { assertEquals } from "@std/assert";
import type { CellResult, ExperimentResult } from "../../src/lab/experiment.ts";
import { mixedSourcesNotice } from "../../src/lab/mixed_sources.ts";
import type { RunRecord } from "../../src/lab/run.ts";
import { fakeCell, fakeConfig, fakeExperiment, fakeRecord, TIER } from "./fake.ts";

function recordOf(seed: number, code: string): RunRecord {
  const { provenance, ...record } = fakeRecord({ ...fakeConfig(), seed });
  return { ...record, provenance: { ...provenance, hashes: { ...provenance.hashes, code } } };
}

function cellOf(method: string, reported: readonly string[], tuning: readonly string[] = []) {
  const candidates = tuning.map((code, i) => ({
    config: fakeConfig(),
    records: [recordOf(100 + i, code)],
    diverged: false,
    devScore: 0.5,
  }));
  const records = reported.map((code, seed) => recordOf(seed, code));
  return { cell: fakeCell({ method }), config: null, candidates, records, missing: [] };
}

function noticeOf(...cells: CellResult[]): string | undefined {
  const result: ExperimentResult<null> = { experiment: fakeExperiment("x", []), tier: TIER, cells };
  return mixedSourcesNotice([result]);
}

Deno.test("mixedSourcesNotice() keeps still where the runs of each cell are of one source", () => {
  assertEquals(noticeOf(), undefined);
  assertEquals(noticeOf(cellOf("prompt", ["a", "a"], ["a"]), cellOf("lora", ["b"])), undefined);
});

Deno.test("mixedSourcesNotice() counts cells whose seeds or candidates are of several sources", () => {
  const mixed = [cellOf("prompt", ["a", "b"]), cellOf("lora", ["a"], ["b"])];
  const notice = noticeOf(...mixed, cellOf("full", ["a"]));
  assertEquals(
    notice?.split(":")[0],
    "2 cells mix runs made with different versions of src/ (methods lora, prompt)",
  );
  assertEquals(noticeOf(mixed[0]!)?.startsWith("1 cell mixes runs"), true);
});
