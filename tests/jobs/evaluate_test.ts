import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { evaluateSingle } from "../../src/jobs/evaluate.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { QUIET, taskLines, tinyConfig } from "../train/_folders.ts";
import { inSetting, writeLines } from "../train/_setting.ts";

Deno.test("evaluateSingle() scores a model as it is, and as many examples as asked for", () =>
  inSetting("t5/v1_0", async ({ model, data }) => {
    const request = { model, data, task: "sleepy", split: "train" as const };
    for (const answering of ["rank", "generate"] as const) {
      const { scores, count } = await evaluateSingle({
        ...QUIET,
        ...request,
        answering,
        examples: 5,
      });
      assertEquals(count, 5);
      assert(scores.accuracy! >= 0 && scores.accuracy! <= 1);
    }
  }));

Deno.test("evaluateSingle() holds weights as it is told, or says who can", () =>
  inSetting("t5/v1_0", async ({ model, data }) => {
    const request = { model, data, task: "sleepy", answering: "rank", examples: 5 } as const;
    const half = () => evaluateSingle({ ...QUIET, ...request, precision: "bf16" });
    await assertRejects(half, UsageError, "choose --engine tensorflow or xla");
  }));

Deno.test("evaluateSingle() scores every row of a file, but of that of the training its test rows", () =>
  inSetting("t5/v1_0", async (setting) => {
    const { folder, model, data, out } = setting;
    await trainSingle({ ...QUIET, config: tinyConfig(setting, "prompt"), out });
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    const evaluate = (data: string, words: object = {}) =>
      evaluateSingle({
        ...QUIET,
        ...{ notice, model, adapter: out, data, task: "sleepy", answering: "rank" },
        examples: null,
        ...words,
      });
    const own = await evaluate(data);
    assertEquals([own.split, own.count], ["test", 6]);
    assertStringIncludes(notices.join(), "scoring its test rows only");
    const copy = join(folder, "copy.jsonl");
    await Deno.copyFile(data, copy);
    assertEquals((await evaluate(copy)).predictions, own.predictions);
    const all = await evaluate(data, { split: "all" });
    assertEquals([all.split, all.count, all.predictions.length], ["all", 60, 60]);

    const three = join(folder, "three.jsonl");
    await Deno.writeTextFile(three, taskLines(3));
    const other = await evaluate(three);
    assertEquals([other.split, other.count], ["all", 3]);
    assertEquals(other.predictions[0]!.input, "cats sleep all day w0");
    await assertRejects(() => evaluate(three, { split: "test" }), UsageError, "test has no rows");
    const lines = ["train", "test", "test"].map((split) => ({
      input: "cats sleep",
      target: "yes",
      split,
    }));
    const named = await evaluate(await writeLines(join(folder, "named.jsonl"), lines));
    assertEquals([named.split, named.count], ["test", 2]);
    const mini = () => evaluate("mini", { task: "rte", split: "all" });
    await assertRejects(mini, UsageError, "only a file of your own");
  }));
