import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { checkReadable } from "../../src/train/readable.ts";
import { executeRun } from "../../src/train/run.ts";
import { openRows } from "../../src/train/rows.ts";
import { openWorkbench } from "../../src/train/workbench.ts";
import { inTempFolder } from "../_folder.ts";
import { makeModelFolder, taskLines, tinyConfig } from "./_folders.ts";

const workbench = await openWorkbench({ engine: "wasm", openSource: openRows });

Deno.test("a run on an own file whose targets the model cannot write is refused every time", () =>
  inTempFolder(async (folder) => {
    const data = join(folder, "sleepy.jsonl");
    await Deno.writeTextFile(data, taskLines(40, ["perhaps", "no"]));
    const model = await makeModelFolder(join(folder, "model"), "t5/v1_0");
    const config = tinyConfig({ model, data }, "prompt");
    for (const seed of [0, 1]) {
      const run = () => executeRun(workbench, { ...config, seed });
      await assertRejects(run, UsageError, 'it has no token for the target "perhaps"');
    }
  }));

Deno.test("a run on a folder of rows is refused as one on a file is", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(join(folder, "rows", "rte"), { recursive: true });
    const row = { premise: "cats sleep", hypothesis: "dogs bark" };
    const lines = [0, 1, 0, 1].map((label) => JSON.stringify({ ...row, label })).join("\n");
    for (const split of ["train", "val"]) {
      await Deno.writeTextFile(join(folder, "rows", "rte", `${split}.jsonl`), lines);
    }
    const model = await makeModelFolder(join(folder, "model"), "t5/v1_0");
    const config = tinyConfig({ model, data: join(folder, "rows") }, "prompt", { task: "rte" });
    const run = () => executeRun(workbench, config);
    await assertRejects(run, UsageError, 'it has no token for the target "entailment"');
  }));

Deno.test("checkReadable() says once what a model does not know of the inputs", () =>
  inTempFolder(async (folder) => {
    const data = join(folder, "sleepy.jsonl");
    await Deno.writeTextFile(data, taskLines(40).replaceAll("cats", "lynxes"));
    const model = await makeModelFolder(join(folder, "model"), "t5/v1_0");
    const config = tinyConfig({ model, data }, "prompt");
    const [loaded, rows] = [await workbench.model(model), await workbench.data(config)];
    const said: string[] = [];
    for (let i = 0; i < 2; i++) checkReadable(loaded, rows, config, (line) => said.push(line));
    assertEquals(said.filter((line) => line.includes("does not know")).length, 1);
    assertThrows(() =>
      checkReadable(loaded, { ...rows, train: unknown(rows.train) }, config, () => {})
    );
  }));

/** The same examples with a target that no tokenizer of the tests has. */
function unknown<T extends object>(examples: readonly T[]): T[] {
  return examples.map((example) => ({ ...example, target: "perhaps" }));
}
