import { assertEquals, assertRejects, assertStringIncludes, fail } from "@std/assert";
import { join } from "node:path";
import { NotWritten } from "../../src/core/errors.ts";
import { exists } from "../../src/core/exists.ts";
import { evaluateSingle } from "../../src/jobs/evaluate.ts";
import { openSingle } from "../../src/jobs/start.ts";
import { executeInto } from "../../src/train/kept_run.ts";
import { executeRun } from "../../src/train/run.ts";
import type { TrainingHooks } from "../../src/train/training.ts";
import { CHECKPOINTS, listNames, QUIET, tinyConfig } from "./_folders.ts";
import { inSetting } from "./_setting.ts";

for (const checkpoint of CHECKPOINTS) {
  Deno.test(`executeInto() makes the same run, and its adapter scores alike: ${checkpoint}`, () =>
    inSetting(checkpoint, async (setting) => {
      const { model, data, out: adapter } = setting;
      const config = tinyConfig(setting, "residual_prompt");
      await using workbench = await openSingle(QUIET);
      const { outcome } = await executeInto(adapter, workbench, config, {});
      assertEquals(outcome, (await executeRun(workbench, config)).outcome);
      const asked = { model, adapter, data, task: "sleepy", split: "test" } as const;
      const how = { answering: config.answering, examples: null };
      const { scores } = await evaluateSingle({ ...QUIET, ...asked, ...how });
      assertEquals(scores, outcome.test);
    }));
}

Deno.test("executeInto() saves no whole model, and nothing of one that is frozen", () =>
  inSetting("t5/v1_0", async (setting) => {
    await using workbench = await openSingle(QUIET);
    for (const method of ["full", "frozen"]) {
      const { outcome } = await executeInto(
        setting.out,
        workbench,
        tinyConfig(setting, method),
        {},
      );
      assertEquals(outcome.counts.test, 6);
    }
    assertEquals(await exists(setting.out), false);
  }));

Deno.test("executeInto() trains nothing for a folder that holds something else", () =>
  inSetting("t5/v1_0", async (setting) => {
    await using workbench = await openSingle(QUIET);
    await Deno.writeTextFile(setting.out, "a file in the way");
    const progress = () => fail("it trains");
    await assertRejects(
      () => executeInto(setting.out, workbench, tinyConfig(setting, "prompt"), { progress }),
      NotWritten,
      "it is a file",
    );
  }));

Deno.test("executeInto() that cannot write keeps the training, and goes on with it", () =>
  inSetting("t5/v1_0", async (setting) => {
    await using workbench = await openSingle(QUIET);
    const config = tinyConfig(setting, "prompt");
    const checkpoint = { path: join(setting.folder, "kept.safetensors"), code: "" };
    const getInTheWay = () => Deno.writeTextFileSync(setting.out, "a file in the way");
    const execute = (hooks: TrainingHooks) =>
      executeInto(setting.out, workbench, config, { checkpoint, ...hooks });
    const { message } = await assertRejects(() => execute({ progress: getInTheWay }), NotWritten);
    assertStringIncludes(message, `Cannot write "${setting.out}"`);
    await Deno.remove(setting.out);
    const notices: string[] = [];
    await execute({ notice: (line) => notices.push(line) });
    assertStringIncludes(notices.join(), "Resuming after step 12");
    assertEquals(listNames(setting.out).includes("kit.json"), true);
  }));
