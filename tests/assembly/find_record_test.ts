import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { findRecord } from "../../src/assembly/find_record.ts";
import { UsageError } from "../../src/core/errors.ts";
import { renderRecord } from "../../src/lab/record.ts";
import { RunStore } from "../../src/lab/store.ts";
import { inTempFolder } from "../_folder.ts";
import { fakeConfig, fakeRecord } from "../lab/fake.ts";

const record = fakeRecord({ ...fakeConfig(), seed: 0 });

Deno.test("findRecord() takes the id of a run, or the path of its file", () =>
  inTempFolder(async (folder) => {
    await new RunStore(folder).save(record);
    assertEquals(await findRecord(record.runId, folder), record);
    const path = join(folder, "a copy.json");
    await Deno.writeTextFile(path, renderRecord(record));
    assertEquals(await findRecord(path, join(folder, "elsewhere")), record);
  }));

Deno.test("findRecord() knows where the files of a run of this machine are, by id and by path", () =>
  inTempFolder(async (folder) => {
    const own = fakeRecord({ ...record.config, data: "/home/me/own.jsonl" });
    const store = new RunStore(folder);
    await store.save(own);
    assertEquals(await findRecord(own.runId, folder), own);
    assertEquals(await findRecord(store.path(own), join(folder, "elsewhere")), own);
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
    const taken = join(folder, "taken.json");
    await Deno.mkdir(taken);
    await assertRejects(() => findRecord(taken, folder), UsageError, "directory");
  }));

Deno.test("findRecord() names a run whose name begins as the word does", () =>
  inTempFolder(async (folder) => {
    const other = fakeRecord({ ...record.config, shots: 5 });
    await new RunStore(folder).save(record);
    const start = record.runId.split("-")[0]!;
    const refusal = () => assertRejects(() => findRecord(start, folder), UsageError);
    const shipped = (await refusal()).message;
    assertMatch(shipped, /; (\d+ begin so, such as "|did you mean ").*seed0-[0-9a-f]{8}"/);
    await new RunStore(folder).save(other);
    assertMatch((await refusal()).message, /\d+ begin so, such as ".*seed0-[0-9a-f]{8}"$/);
  }));

Deno.test("findRecord() says of a result's id that it is made of runs, and names one", () =>
  inTempFolder(async (folder) => {
    const { message } = await assertRejects(
      () => findRecord("few_shot-mini-0123abcd", folder),
      UsageError,
      "it is a result of many runs",
    );
    assertMatch(message, /such as mini\.\w+\.(rte|wic)\.seed\d-[0-9a-f]{8}$/);
  }));
