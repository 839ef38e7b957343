import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compareResults } from "../../src/lab/compare.ts";
import { Known } from "../../src/lab/known.ts";
import { resolveResults } from "../../src/lab/reproduce.ts";
import type { RunRecord } from "../../src/lab/run.ts";
import { fakeCell, fakeConfig, fakeExperiment, fakeRecord, nameOf, TIER } from "./fake.ts";

const experiment = fakeExperiment("made_up", [fakeCell({ seeds: [0, 1, 2] })]);

function records(scores: readonly number[]): RunRecord[] {
  return scores.map((score, seed) => fakeRecord({ ...fakeConfig(), seed }, score));
}

/** The same runs, made once more. */
function again(runs: readonly RunRecord[]): RunRecord[] {
  return runs.map((record) => ({
    ...record,
    provenance: { ...record.provenance, finishedAt: "2030-01-01T00:00:00.000Z" },
  }));
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
  const { agreement, own, reference } = compare(
    again(records([0.5, 0.6, 0.7])),
    records([0.5, 0.6, 0.7]),
  );
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

/** Own runs on another machine whose scores lie off those of their seeds by so many points. */
function offBy(points: readonly number[], test = 300) {
  const scores = [0.5, 0.6, 0.7];
  const withCounts = (record: RunRecord): RunRecord => ({
    ...record,
    outcome: { ...record.outcome, counts: { ...record.outcome.counts, test } },
  });
  const own = records(scores.map((score, seed) => score + points[seed]! / 100)).map(elsewhere);
  return compare(own.map(withCounts), records(scores).map(withCounts));
}

Deno.test("compareResults() allows two standard errors of the paired differences", () => {
  const near = offBy([0, 2, 4]);
  // the differences have variance 4 over 3 seeds, whatever their scores scatter: 2 sqrt(4 / 3) = 2.309
  assertAlmostEquals(near.tolerance, 0.02 * Math.sqrt(4 / 3), 1e-12);
  assertEquals(near.agreement, "within");
  assertEquals(offBy([2, 3, 4]).agreement, "differs");
});

Deno.test("compareResults() allows three test examples, and never more than five points", () => {
  assertAlmostEquals(offBy([0.9, 0.9, 0.9]).tolerance, 0.01, 1e-12);
  assertEquals(offBy([0.9, 0.9, 0.9]).agreement, "within");
  assertEquals(offBy([1.2, 1.2, 1.2]).agreement, "differs");
  assertEquals(offBy([-20, 10, 30]).tolerance, 0.05);
  assertEquals(offBy([-20, 10, 30]).agreement, "differs");
  assertEquals(offBy([0, 0, 0], 20).tolerance, 0.05);
});

Deno.test("compareResults() takes a shipped run among the own ones for what it is", () => {
  const shipped = records([0.5, 0.6, 0.7]);
  assertEquals(compare(shipped, shipped).agreement, "absent");
  assertEquals(compare([...shipped.slice(0, 2), ...again(shipped.slice(2))], shipped).own, 0.7);
});

Deno.test("compareResults() counts a cell once that several experiments share", () => {
  const shared = [experiment, fakeExperiment("other", experiment.cells(TIER))];
  const resolve = (runs: RunRecord[]) => resolveResults(shared, TIER, new Known(nameOf, runs));
  const shipped = records([0.5, 0.6, 0.7]);
  assertEquals(compareResults(resolve(again(shipped)), resolve(shipped)).length, 1);
  assertEquals(compareResults(resolve([]), resolve(shipped)).length, 1);
});

Deno.test("compareResults() compares the seeds that both have, and says if there are none", () => {
  assertEquals(compare(again(records([0.5])), records([0.5, 0.6])).agreement, "identical");
  assertEquals(compare([], records([0.5])).agreement, "absent");
  assertEquals(compare(records([0.5]), []).agreement, "absent");
});
