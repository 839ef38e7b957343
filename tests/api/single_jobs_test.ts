import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { RunInterrupted } from "../../src/core/errors.ts";
import { train } from "../../src/mod.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("train() goes on where it was stopped, and gets the same losses", () =>
  inTempFolder(async (folder) => {
    const words = {
      model: "mini",
      task: "rte",
      training: { steps: 8 },
      examples: { dev: 4, test: 4 },
      engine: "wasm",
      notice: () => {},
    };
    const whole = await train({ ...words, out: join(folder, "whole") });
    const out = join(folder, "stopped");
    const stop = new AbortController();
    const stopped = train({
      ...words,
      out,
      signal: stop.signal,
      progress: ({ step }) => step === 5 && stop.abort(),
    });
    await assertRejects(() => stopped, RunInterrupted);
    const steps: number[] = [];
    const resumed = await train({ ...words, out, progress: ({ step }) => void steps.push(step) });
    assertEquals([...new Set(steps)], [6, 7, 8]);
    assertEquals(resumed.losses, whole.losses);
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(left, ["stopped", "whole"]);
  }));
