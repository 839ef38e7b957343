import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { changeNotices, describeChanges, machineOf } from "../../src/commands/verify.ts";
import { UsageError } from "../../src/core/errors.ts";
import { packAnswers } from "../../src/lab/given_answers.ts";
import { fakeConfig, fakeRecord } from "../lab/fake.ts";

const record = fakeRecord({ ...fakeConfig(), seed: 0 });

Deno.test("machineOf() is the engine of the record, unless another one is named", () => {
  const engine = { engine: "wasm", jit: "eager", threads: 1, device: "CPU", versions: {} };
  const made = { ...record, provenance: { ...record.provenance, engine } };
  assertEquals(machineOf(made, {}), { engine: "wasm", jit: "eager", threads: 1, debug: false });
  assertEquals(machineOf(made, { engine: "cpu" }), { engine: "cpu", threads: 1, debug: false });
  assertEquals(machineOf(made, { threads: "3" }).threads, 3);
  assertThrows(() => machineOf(made, { threads: "0" }), UsageError, "--threads");
});

Deno.test("changeNotices() tells what is not as it was, the sources as well", () => {
  const hashes = { code: "a", weights: "b", data: "c" };
  assertEquals(changeNotices(hashes, hashes, true), []);
  const [data, code] = changeNotices(hashes, { ...hashes, code: "x", data: "y" }, false);
  assertStringIncludes(data!, "The data differ from those of the record");
  assertStringIncludes(code!, "this may explain the differences");
  const [same] = changeNotices(hashes, { ...hashes, code: "x" }, true);
  assertStringIncludes(same!, "all numbers are identical nevertheless");
});

Deno.test("describeChanges() tells how many answers differ, and by how much losses do", () => {
  const outcome = (losses: number[], ...answers: string[]) => ({
    ...record.outcome,
    losses,
    answers: packAnswers(answers),
  });
  const recorded = outcome([2, 1], "true", "false", "true");
  assertEquals(
    describeChanges(recorded, outcome([2, 1.00025], "true", "false", "true")),
    "Differs: 0 of 3 answers, losses by up to 0.00025",
  );
  assertEquals(
    describeChanges(recorded, outcome([2.5, 1], "false", "", "true")),
    "Differs: 2 of 3 answers, losses by up to 0.50",
  );
  const { answers: _, ...older } = outcome([2]); // older records have no answers
  assertEquals(describeChanges(older, recorded), "Differs: other losses");
});
