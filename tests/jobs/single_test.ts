/** What all single jobs have in common, on tiny models and a little task of one's own. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { RunInterrupted, UsageError } from "../../src/core/errors.ts";
import * as tf from "../../src/engine/tf.ts";
import { readHeader } from "../../src/hub/safetensors.ts";
import { evaluateSingle } from "../../src/jobs/evaluate.ts";
import { scoreSingle } from "../../src/jobs/score.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { QUIET, taskLines, tinyConfig } from "../train/_folders.ts";
import { inSetting, PAIRS, writeLines } from "../train/_setting.ts";

Deno.test("single jobs refuse targets that are longer than inputs may be", () =>
  inSetting("t5/v1_0", async (setting) => {
    const target = Array.from({ length: 600 }, () => "yes").join(" ");
    const lines = Array.from(
      { length: 20 },
      (_, i) => i === 3 ? { input: "cats", target } : PAIRS[0],
    );
    const data = await writeLines(join(setting.folder, "long.jsonl"), lines);
    const { model, out } = setting;
    const config = tinyConfig({ model, data }, "prompt");
    const request = { model, data, task: "long", answering: "rank" as const, examples: null };
    const jobs = [
      () => trainSingle({ ...QUIET, config, out }),
      () => evaluateSingle({ ...QUIET, ...request }),
      () => scoreSingle({ ...QUIET, model, input: data }),
    ];
    for (const job of jobs) {
      const { message } = await assertRejects(job, UsageError, "a target may have 512 tokens");
      assertStringIncludes(message, "long.jsonl:");
    }
  }));

Deno.test("evaluateSingle() and scoreSingle() stop when they are told to", () =>
  inSetting("t5/v1_0", async ({ folder, model, data }) => {
    const many = join(folder, "many.jsonl");
    await Deno.writeTextFile(many, taskLines(200));
    for (const answering of ["generate", "rank"] as const) {
      const stop = new AbortController();
      let calls = 0;
      const progress = () => {
        calls++;
        stop.abort();
      };
      const request = { ...QUIET, signal: stop.signal, model, progress };
      const evaluate = () =>
        evaluateSingle({ ...request, data: many, task: "many", answering, examples: null });
      await assertRejects(evaluate, RunInterrupted);
      assertEquals(calls, 1);
    }
    const stop = new AbortController();
    const progress = () => stop.abort();
    const score = () =>
      scoreSingle({ ...QUIET, signal: stop.signal, model, input: data, progress });
    await assertRejects(score, RunInterrupted);
  }));

Deno.test("scoreSingle() and evaluateSingle() refuse a model whose numbers run over", () =>
  inSetting("t5/v1_1", async ({ folder, model, data }) => {
    const path = join(model, "model.safetensors");
    const { offset, shape } = (await readHeader(path)).get("lm_head.weight")!;
    const file = await Deno.readFile(path);
    const count = shape.reduce((product, size) => product * size, 1);
    const huge = Float32Array.from({ length: count }, (_, i) => i % 2 ? 3e38 : -3e38);
    file.set(new Uint8Array(huge.buffer), offset);
    await Deno.writeFile(path, file);
    const input = await writeLines(join(folder, "pairs.jsonl"), PAIRS);
    const score = () => scoreSingle({ ...QUIET, model, input });
    await assertRejects(score, UsageError, 'pairs.jsonl:1": a log-likelihood is ');
    const request = { ...QUIET, model, data, task: "sleepy", answering: "rank" as const };
    const evaluate = () => evaluateSingle({ ...request, examples: null });
    await assertRejects(evaluate, UsageError, 'row 1 of all": a log-likelihood is ');
  }));

for (const [family, method] of [["t5/v1_0", "prompt"], ["llama/tiny", "full"]] as const) {
  Deno.test(`single jobs leave nothing on the device (${family}, ${method})`, () =>
    inSetting(family, async (setting) => {
      const { folder, model, data, out } = setting;
      const input = await writeLines(join(folder, "pairs.jsonl"), PAIRS);
      const request = { ...QUIET, model, data, task: "sleepy", adapter: out };
      const jobs = [
        () => trainSingle({ ...QUIET, config: tinyConfig(setting, method), out }),
        () => evaluateSingle({ ...request, answering: "generate", examples: null }),
        () => scoreSingle({ ...QUIET, model, adapter: out, input }),
        () => assertRejects(() => scoreSingle({ ...QUIET, model, adapter: folder, input })),
      ];
      for (const job of jobs) {
        const before = tf.memory().numTensors;
        await job();
        assertEquals(tf.memory().numTensors, before, String(job));
      }
    }));
}
