import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { recordedPredictions } from "../../src/jobs/recorded.ts";
import { packAnswers } from "../../src/lab/given_answers.ts";
import type { RunConfig, RunRecord } from "../../src/lab/run.ts";
import { TASKS } from "../../src/tasks/mod.ts";
import { loadRunData } from "../../src/train/data.ts";
import { openRows } from "../../src/train/rows.ts";
import { fakeConfig, fakeRecord } from "../lab/fake.ts";

/** A record of a run on mini rows that gave every target but the first one. */
async function recordOf(config: RunConfig): Promise<RunRecord> {
  const { test, hash } = await loadRunData(config, openRows);
  const answers = test.map(({ target }, i) => i === 0 ? "nonsense" : target);
  const { outcome, provenance, ...record } = fakeRecord(config);
  return {
    ...record,
    outcome: { ...outcome, answers: packAnswers(answers) },
    provenance: { ...provenance, hashes: { ...provenance.hashes, data: hash } },
  };
}

const CONFIG: RunConfig = {
  ...fakeConfig(),
  data: "mini",
  task: TASKS.rte.name,
  examples: { train: 20, dev: 10, test: 12 },
  seed: 0,
};

Deno.test("recordedPredictions() puts the answers of a record beside its rows", async () => {
  const predictions = await recordedPredictions(await recordOf(CONFIG));
  assertEquals(predictions.map(({ right }) => right), [false, ...new Array(11).fill(true)]);
  assertEquals(predictions[0]!.answer, "nonsense");
});

Deno.test("recordedPredictions() refuses other rows than the run was asked, and old records", async () => {
  const record = await recordOf(CONFIG);
  const config = { ...CONFIG, examples: { ...CONFIG.examples, test: 11 } };
  await assertRejects(
    () => recordedPredictions({ ...record, config }),
    UsageError,
    "have changed since the run",
  );
  const { answers: _, ...outcome } = record.outcome;
  await assertRejects(
    () => recordedPredictions({ ...record, outcome }),
    UsageError,
    "was made before answers were stored",
  );
});
