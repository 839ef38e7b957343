import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { packReference, readReference } from "../../src/lab/reference.ts";
import { fakeConfig, fakeRecord } from "./fake.ts";
import { inTempFolder } from "../_folder.ts";

const records = [0, 1, 2].map((seed) => fakeRecord({ ...fakeConfig(), seed }));

Deno.test("readReference() gives back what packReference() packed", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "mini.jsonl.gz");
    await Deno.writeFile(path, await packReference(records));
    const read = await readReference(path);
    assertEquals(read.sort((a, b) => a.config.seed - b.config.seed), records);
  }));

Deno.test("packReference() gives the same bytes for the same runs", async () => {
  assertEquals(await packReference(records), await packReference(records.toReversed()));
});

Deno.test("readReference() of no file is empty, of a damaged one a sentence", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "mini.jsonl.gz");
    assertEquals(await readReference(path), []);
    const bytes = await packReference(records);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length / 2));
    await assertRejects(() => readReference(path), SyntaxError, "restore it with git");
  }));
