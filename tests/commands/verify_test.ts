import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { changeNotices, findRecord, machineOf } from "../../src/commands/verify.ts";
import { UsageError } from "../../src/core/errors.ts";
import { renderRecord } from "../../src/lab/record.ts";
import { RunStore } from "../../src/lab/store.ts";
import { fakeConfig, fakeRecord } from "../lab/fake.ts";
import { inTempFolder } from "../_folder.ts";

const record = fakeRecord({ ...fakeConfig(), seed: 0 });

Deno.test("findRecord() takes the id of a run, or the path of its file", () =>
  inTempFolder(async (folder) => {
    await new RunStore(folder).save(record);
    assertEquals(await findRecord(record.runId, folder), record);
    const path = join(folder, "a copy.json");
    await Deno.writeTextFile(path, renderRecord(record));
    assertEquals(await findRecord(path, join(folder, "elsewhere")), record);
  }));

Deno.test("findRecord() refuses an unknown run with the nearest one, and a missing file", () =>
  inTempFolder(async (folder) => {
    await new RunStore(folder).save(record);
    const wrong = record.runId.replace("seed0", "seed1");
    await assertRejects(
      () => findRecord(wrong, folder),
      UsageError,
      `did you mean "${record.runId}"`,
    );
    await assertRejects(() => findRecord("nothing.json", folder), UsageError, "no such file");
  }));

Deno.test("machineOf() is the engine of the record, unless another one is named", () => {
  const engine = { engine: "wasm", jit: "eager", threads: 1, device: "CPU", versions: {} };
  const made = { ...record, provenance: { ...record.provenance, engine } };
  assertEquals(machineOf(made, {}), { engine: "wasm", jit: "eager", threads: 1, debug: false });
  assertEquals(machineOf(made, { engine: "cpu" }), { engine: "cpu", threads: 1, debug: false });
  assertEquals(machineOf(made, { threads: "3" }).threads, 3);
  assertThrows(() => machineOf(made, { threads: "0" }), UsageError, "--threads");
});

Deno.test("findRecord() says of a result's id that it is made of runs, and names one", () =>
  inTempFolder(async (folder) => {
    const { message } = await assertRejects(
      () => findRecord("few_shot-mini-0123abcd", folder),
      UsageError,
      "it is a result of many runs",
    );
    assertMatch(message, /such as mini\.\w+\.(rte|wic)\.seed\d-[0-9a-f]{8}$/);
  }));

Deno.test("changeNotices() tells what is not as it was, the sources as well", () => {
  const hashes = { code: "a", weights: "b", data: "c" };
  assertEquals(changeNotices(hashes, hashes, true), []);
  const [data, code] = changeNotices(hashes, { ...hashes, code: "x", data: "y" }, false);
  assertStringIncludes(data!, "The data differ from those of the record");
  assertStringIncludes(code!, "this may explain the differences");
  const [same] = changeNotices(hashes, { ...hashes, code: "x" }, true);
  assertStringIncludes(same!, "all numbers are identical nevertheless");
});
