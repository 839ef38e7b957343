import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { loadRunData, loadScoredData, type OpenSource } from "../../src/train/data.ts";
import { inTempFolder } from "../_folder.ts";

const noSource: OpenSource = () => {
  throw new Error("the rows are in the file");
};

/** 60 lines in groups of three. */
const LINES = Array.from(
  { length: 60 },
  (_, i) => ({ input: `film ${i}`, target: i % 2 ? "good" : "bad", group: Math.floor(i / 3) }),
);

Deno.test("loadRunData() and loadScoredData() refuse fewer examples than any group has", () =>
  inTempFolder(async (folder) => {
    const data = join(folder, "films.jsonl");
    await Deno.writeTextFile(data, LINES.map((line) => JSON.stringify(line)).join("\n"));
    const config = { data, task: "films", shots: null, seed: 0 };
    const load = (dev: number) =>
      loadRunData({ ...config, examples: { train: null, dev, test: null } }, noSource);
    assertEquals((await load(5)).dev.length, 3);
    const { message } = await assertRejects(() => load(2), UsageError);
    assertEquals(
      message,
      'Cannot take 2 of the dev rows of "films": they come in groups, and each has more',
    );
    await assertRejects(
      () => loadScoredData(config, "all", 2, noSource),
      UsageError,
      "of the rows",
    );
  }));
