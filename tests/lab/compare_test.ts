import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compareResults, summarize } from "../../src/lab/compare.ts";
import { Known } from "../../src/lab/known.ts";
import { resolveResults } from "../../src/lab/reproduce.ts";
import type { RunRecord } from "../../src/lab/run.ts";
import { fakeCell, fakeConfig, fakeExperiment, fakeRecord, nameOf, TIER } from "./fake.ts";

const experiment = fakeExperiment("made_up", [fakeCell({ seeds: [0, 1, 2] })]);

function records(scores: readonly number[]): RunRecord[] {
  return scores.map((score, seed) => fakeRecord({ ...fakeConfig(), seed }, score));
}

function elsewhere(record: RunRecord): RunRecord {
  const machine = { ...record.provenance.machine, cpu: "another" };
  return { ...record, provenance: { ...record.provenance, machine } };
}

function compare(own: RunRecord[], reference: RunRecord[]) {
  const resolve = (runs: RunRecord[]) =>
    resolveResults([experiment], TIER, new Known(nameOf, runs));
  return compareResults(resolve(own), resolve(reference))[0]!;
}

Deno.test("compareResults() calls a cell identical when every number is", () => {
  const { agreement, own, reference } = compare(records([0.5, 0.6, 0.7]), records([0.5, 0.6, 0.7]));
  assertEquals(agreement, "identical");
  assertEquals(own, reference);
});

Deno.test("compareResults() allows no difference on the same engine and machine", () => {
  const { agreement, tolerance } = compare(records([0.5, 0.6, 0.7]), records([0.5, 0.6, 0.7001]));
  assertEquals([agreement, tolerance], ["differs", 0]);
});

Deno.test("compareResults() does not take processors for equal because of their names", () => {
  const withVectors = (vectors: string | undefined) => (record: RunRecord): RunRecord => {
    const { vectors: _, ...rest } = record.provenance.machine;
    const machine = vectors === undefined ? rest : { ...rest, vectors };
    return { ...record, provenance: { ...record.provenance, machine } };
  };
  const [own, reference] = [records([0.5, 0.6, 0.7]), records([0.5, 0.6, 0.7001])];
  for (const vectors of ["avx2 avx512f", undefined]) {
    assertEquals(compare(own, reference.map(withVectors(vectors))).agreement, "within");
  }
  const untold = withVectors(undefined);
  assertEquals(compare(own.map(untold), reference.map(untold)).agreement, "within");
});

Deno.test("compareResults() finds a difference that no score shows", () => {
  const own = records([0.5, 0.6, 0.7]);
  const changed = own.map((record) => ({
    ...record,
    outcome: { ...record.outcome, losses: [0.75, 0.5, 0.2500001] },
  }));
  assertEquals(compare(changed, own).agreement, "differs");
});

Deno.test("compareResults() allows two standard errors on another machine", () => {
  const reference = records([0.5, 0.6, 0.7]);
  const near = compare(records([0.6, 0.7, 0.8]).map(elsewhere), reference);
  // both variances are 0.01 over 3 seeds: 2 sqrt(0.02 / 3) = 0.163
  assertAlmostEquals(near.tolerance, 0.16329931618554522, 1e-12);
  assertEquals(near.agreement, "within");
  const far = compare(records([0.7, 0.8, 0.9]).map(elsewhere), reference);
  assertEquals(far.agreement, "differs");
});

Deno.test("compareResults() allows at least one point on another machine", () => {
  const same = (score: number) => records([score, score, score]);
  assertEquals(compare(same(0.509).map(elsewhere), same(0.5)).agreement, "within");
  assertEquals(compare(same(0.512).map(elsewhere), same(0.5)).agreement, "differs");
});

Deno.test("compareResults() compares the seeds that both have, and says if there are none", () => {
  assertEquals(compare(records([0.5]), records([0.5, 0.6])).agreement, "identical");
  assertEquals(compare([], records([0.5])).agreement, "absent");
  assertEquals(compare(records([0.5]), []).agreement, "absent");
});

Deno.test("summarize() counts the cells of each kind", () => {
  const cells = [compare(records([0.5]), records([0.5])), compare([], [])];
  assertEquals(summarize(cells), { identical: 1, within: 0, differs: 0, absent: 1 });
});
