import { assertEquals } from "@std/assert";
import { Known } from "../../src/lab/known.ts";
import {
  chooseCandidate,
  expandCandidates,
  findRuns,
  neededRuns,
  resolveCell,
} from "../../src/lab/select.ts";
import { fakeCell, fakeConfig, fakeRecord, nameOf } from "./fake.ts";

const cell = fakeCell({
  choose: {
    learningRate: [0.1, 0.3],
    methodConfig: { init: ["uniform", "vocabulary"] },
    seeds: [100, 101],
  },
});

/** Records of all tuning runs, scored by the position of their candidate. */
function tuningRecords(scores: readonly number[]) {
  return expandCandidates(cell).flatMap((config, index) =>
    [100, 101].map((seed) => fakeRecord({ ...config, seed }, scores[index]))
  );
}

Deno.test("expandCandidates() gives every combination, the learning rate slowest", () => {
  assertEquals(
    expandCandidates(cell).map(({ training, methodConfig }) => [
      training.learningRate,
      methodConfig.init,
    ]),
    [[0.1, "uniform"], [0.1, "vocabulary"], [0.3, "uniform"], [0.3, "vocabulary"]],
  );
  assertEquals(expandCandidates(fakeCell()), []);
});

Deno.test("expandCandidates() gives configurations without words of the declaration", () => {
  for (const config of [...expandCandidates(cell), resolveCell(fakeCell(), known([])).config!]) {
    const { methodConfig } = config;
    assertEquals(
      Object.keys({ ...config, methodConfig }).sort(),
      Object.keys(fakeConfig()).sort(),
    );
  }
});

function known(records: ReturnType<typeof fakeRecord>[]) {
  return new Known(nameOf, records);
}

/** Configurations of the runs that the cell needs. */
function needed(findings: Known) {
  return neededRuns(findRuns(cell, findings)).map(({ config }) => config);
}

Deno.test("chooseCandidate() takes the best mean dev score", () => {
  const result = resolveCell(cell, known(tuningRecords([0.5, 0.9, 0.7, 0.8])));
  assertEquals(result.config?.training.learningRate, 0.1);
  assertEquals(result.config?.methodConfig.init, "vocabulary");
});

Deno.test("chooseCandidate() takes the mean over tuning seeds, not the best seed", () => {
  const [steady, lucky] = expandCandidates(
    fakeCell({ choose: { learningRate: [0.1, 0.3], seeds: [100, 101] } }),
  ) as [ReturnType<typeof fakeConfig>, ReturnType<typeof fakeConfig>];
  const records = [
    fakeRecord({ ...steady, seed: 100 }, 0.7),
    fakeRecord({ ...steady, seed: 101 }, 0.7),
    fakeRecord({ ...lucky, seed: 100 }, 0.9),
    fakeRecord({ ...lucky, seed: 101 }, 0.4),
  ];
  const choosing = fakeCell({ choose: { learningRate: [0.1, 0.3], seeds: [100, 101] } });
  assertEquals(resolveCell(choosing, known(records)).config?.training.learningRate, 0.1);
});

Deno.test("chooseCandidate() takes the first of equals, in declared order", () => {
  const result = resolveCell(cell, known(tuningRecords([0.5, 0.8, 0.8, 0.8])));
  assertEquals(result.config?.methodConfig.init, "vocabulary");
  assertEquals(result.config?.training.learningRate, 0.1);
});

Deno.test("chooseCandidate() waits for every candidate", () => {
  const records = tuningRecords([0.5, 0.9, 0.7, 0.8]);
  assertEquals(resolveCell(cell, known(records.slice(1))).config, null);
  assertEquals(needed(known(records.slice(1))), [records[0]!.config]);
});

Deno.test("chooseCandidate() leaves diverged candidates out", () => {
  const records = tuningRecords([0.5, 0.9, 0.7, 0.8]);
  const [, , out] = records; // a run of the best candidate
  const findings = new Known(nameOf, records.filter((record) => record !== out), [
    { runId: out!.runId, config: out!.config, kind: "diverged", reason: "NaN" },
  ]);
  assertEquals(resolveCell(cell, findings).config?.training.learningRate, 0.3);
  assertEquals(resolveCell(cell, findings).candidates[1]!.diverged, true);
  assertEquals(chooseCandidate([]), null);
});

Deno.test("resolveCell() says why a cell cannot be decided", () => {
  const configs = expandCandidates(cell).flatMap((config) =>
    [100, 101].map((seed) => ({ ...config, seed }))
  );
  const all = (kind: "diverged" | "failed") =>
    new Known(
      nameOf,
      [],
      configs.map((config) => ({ runId: nameOf(config), config, kind, reason: "No luck" })),
    );
  const reasons = (findings: Known) =>
    resolveCell(cell, findings).missing.map(({ reason }) => reason);
  assertEquals(reasons(all("diverged")), Array(2).fill("Every candidate diverged"));
  assertEquals(reasons(all("failed")), Array(2).fill("A candidate failed: No luck"));
  assertEquals(reasons(known([])), [null, null]);
  assertEquals(needed(all("failed")), []);
});

Deno.test("neededRuns() asks for candidates first, then for the seeds with the choice", () => {
  assertEquals(needed(known([])).length, 8);
  const reported = needed(known(tuningRecords([0.5, 0.9, 0.7, 0.8])));
  assertEquals(reported.map(({ seed }) => seed), [0, 1]);
  assertEquals(reported[0]!.methodConfig.init, "vocabulary");
});

Deno.test("resolveCell() keeps records in the order of the seeds", () => {
  const plain = fakeCell({ seeds: [2, 0, 1] });
  const config = fakeConfig();
  const records = [0, 1].map((seed) => fakeRecord({ ...config, seed }));
  const result = resolveCell(plain, known(records));
  assertEquals(result.records.map(({ config }) => config.seed), [0, 1]);
  assertEquals(result.missing, [{ seed: 2, reason: null }]);
});
