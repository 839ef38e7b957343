import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { exists } from "../../src/core/exists.ts";
import { evaluateSingle } from "../../src/train/evaluate_single.ts";
import { executeInto } from "../../src/train/kept_run.ts";
import { executeRun } from "../../src/train/run.ts";
import { openSingle } from "../../src/train/single_start.ts";
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

Deno.test("executeInto() that cannot write keeps the training, and goes on with it", () =>
  inSetting("t5/v1_0", async (setting) => {
    await using workbench = await openSingle(QUIET);
    const config = tinyConfig(setting, "prompt");
    const checkpoint = { path: join(setting.folder, "kept.safetensors"), code: "" };
    await Deno.writeTextFile(setting.out, "a file in the way");
    const execute = (notice: (line: string) => void) =>
      executeInto(setting.out, workbench, config, { checkpoint, notice });
    const { message } = await assertRejects(() => execute(() => {}), UsageError);
    assertStringIncludes(message, `Cannot write "${setting.out}"`);
    await Deno.remove(setting.out);
    const notices: string[] = [];
    await execute((line) => notices.push(line));
    assertStringIncludes(notices.join(), "Resuming after step 12");
    assertEquals(listNames(setting.out).includes("kit.json"), true);
  }));
