import { assertEquals, assertThrows } from "@std/assert";
import { parseRecord, renderRecord, renderRecordLine } from "../../src/lab/record.ts";
import type { RunRecord } from "../../src/lab/run.ts";
import { fakeConfig, fakeRecord } from "./fake.ts";

const record = fakeRecord({ ...fakeConfig(), seed: 0 });

Deno.test("parseRecord() reads what was written, scores that are not finite included", () => {
  assertEquals(parseRecord(renderRecord(record), "a file"), record);
  assertEquals(parseRecord(renderRecordLine(record), "a line"), record);
  const outcome = { ...record.outcome, test: { score: null as unknown as number } };
  parseRecord(renderRecord({ ...record, outcome }), "a file");
});

Deno.test("parseRecord() reads answers that look like the lists that are put on one line", () => {
  const texts = ["see [1, 2]", '"[ ]"', "\\\\[ 3 ]", "\\"];
  const answers = { texts, given: [0, 1, 2, 3] };
  const other = { ...record, outcome: { ...record.outcome, answers } };
  assertEquals(parseRecord(renderRecord(other), "a file"), other);
  assertEquals(renderRecord(other).includes('"given": [0,1,2,3]'), true);
});

for (
  const [part, changes] of [
    ["runId", { runId: 7 }],
    ["config", { config: "mini" }],
    ["config.training.steps", {
      config: { ...record.config, training: { ...record.config.training, steps: "3" } },
    }],
    ["outcome", { outcome: undefined }],
    ["outcome.test", { outcome: { ...record.outcome, test: [0.5] } }],
    ["outcome.dev.score", { outcome: { ...record.outcome, dev: { score: "high" } } }],
    ["outcome.losses.1", { outcome: { ...record.outcome, losses: [1, {}] } }],
    ["cost.stops", { cost: { ...record.cost, stops: 3 } }],
    ["provenance.hashes.code", { provenance: { ...record.provenance, hashes: {} } }],
    ["provenance.commit.clean", { provenance: { ...record.provenance, commit: { id: "a" } } }],
  ] as const
) {
  Deno.test(`parseRecord() refuses another ${part}, although the digest is right`, () => {
    const wrong = JSON.parse(JSON.stringify({ ...record, ...changes })) as RunRecord;
    assertThrows(
      () => parseRecord(renderRecord(wrong), "a file"),
      SyntaxError,
      `Cannot read "a file": its "${part}" is missing or of another type`,
    );
  });
}
