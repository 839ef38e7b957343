import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { RunInterrupted, UsageError } from "../../src/core/errors.ts";
import { evaluateSingle } from "../../src/jobs/evaluate.ts";
import { scoreSingle } from "../../src/jobs/score.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import type { StepProgress } from "../../src/lab/executor.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import { inTempFolder } from "../_folder.ts";
import { CHECKPOINTS, listNames, QUIET, tinyConfig } from "../train/_folders.ts";
import { inSetting, PAIRS, writeLines } from "../train/_setting.ts";

for (const checkpoint of CHECKPOINTS) {
  for (const method of ["residual_prompt", "full"]) {
    Deno.test(`trainSingle() keeps what evaluateSingle() scores alike: ${method} of ${checkpoint}`, () =>
      inSetting(checkpoint, async (setting) => {
        const { model, data, out } = setting;
        const steps: number[] = [];
        const trained = await trainSingle({
          ...QUIET,
          config: tinyConfig(setting, method),
          out,
          progress: ({ step, answered }) => answered || steps.push(step),
        });
        assertEquals(steps, Array.from({ length: 12 }, (_, i) => i + 1));
        assertEquals(trained.counts, { train: 48, dev: 6, test: 6 });
        assert(Number.isFinite(trained.lastLoss));
        for (const split of ["dev", "test"] as const) {
          const request = { model, adapter: out, data, task: "sleepy", split };
          const scored = await evaluateSingle({
            ...QUIET,
            ...request,
            answering: "rank",
            examples: null,
          });
          const { predictions, ...found } = scored;
          assertEquals(found, { scores: trained[split], count: 6, split });
          const right = predictions.filter(({ right }) => right).length;
          assertAlmostEquals(right / 6, trained[split].accuracy!);
        }
      }));
  }
}

Deno.test("trainSingle() says so when the model has learned one answer and no more", () =>
  inSetting("t5/v1_0", async (setting) => {
    const line = (split: string, target: string) => ({
      input: "cats sleep all day",
      choices: ["yes", "no"],
      ...{ split, target },
    });
    const [yes, no] = [line("test", "yes"), line("test", "no")];
    await writeLines(setting.data, [
      ...Array(16).fill(line("train", "yes")),
      line("dev", "yes"),
      ...Array(12).fill([yes, no]).flat(),
    ]);
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    await trainSingle({ ...QUIET, notice, config: tinyConfig(setting, "full"), out: setting.out });
    assertStringIncludes(notices.join(), 'answers "yes" to nearly all of the 24 test examples');
  }));

Deno.test("trainSingle() trains a classifier and its head until they fit", () =>
  inSetting("bert/tiny", async (setting) => {
    const training = { ...tinyConfig(setting, "full").training, steps: 60, dropout: false };
    const config = tinyConfig(setting, "full", { training, shots: 4 });
    const { lastLoss, trainedParameters } = await trainSingle({
      ...QUIET,
      config,
      out: setting.out,
    });
    assert(lastLoss! < 0.2, `loss is ${lastLoss}`);
    const prompt = tinyConfig(setting, "prompt");
    const { trainedParameters: few } = await trainSingle({
      ...QUIET,
      config: { ...prompt, training: { ...training, steps: 1 } },
      out: setting.out,
    });
    assertEquals(few, 3 * 16 + 2 * 16 + 2); // the prompt, and the head of two classes
    assert(trainedParameters > 5000);
  }));

Deno.test("trainSingle() gives the same bytes for the same seed", () =>
  inSetting("t5/v1_1", async (setting) => {
    const tensors: Uint8Array[] = [];
    for (const seed of [1, 1, 2]) {
      const config = tinyConfig(setting, "residual_prompt", { seed });
      await trainSingle({ ...QUIET, config, out: setting.out });
      tensors.push(await Deno.readFile(join(setting.out, "adapter_model.safetensors")));
    }
    assertEquals(tensors[0], tensors[1]);
    assertNotEquals(tensors[0], tensors[2]);
  }));

Deno.test("trainSingle() that is stopped or diverges leaves nothing behind", () =>
  inSetting("t5/v1_0", async (setting) => {
    const stop = new AbortController();
    const interrupted = trainSingle({
      ...QUIET,
      config: tinyConfig(setting, "prompt"),
      out: setting.out,
      signal: stop.signal,
      progress: ({ step }) => step === 3 && stop.abort(),
    });
    await assertRejects(() => interrupted, RunInterrupted);
    const { training } = tinyConfig(setting, "full");
    const config = tinyConfig(setting, "full", { training: { ...training, learningRate: 1e30 } });
    await assertRejects(
      () => trainSingle({ ...QUIET, config, out: setting.out }),
      Error,
      "loss is",
    );
    assertEquals(listNames(setting.folder), ["model", "sleepy.jsonl"]);
  }));

Deno.test("trainSingle() refuses a prompt that fills all positions, and open answers to be ranked", () =>
  inSetting("bert/tiny", async (setting) => {
    const long = tinyConfig(setting, "prompt");
    const methodConfig = { ...long.methodConfig, promptLength: 39 };
    const train = (config: RunConfig) => () => trainSingle({ ...QUIET, config, out: setting.out });
    await assertRejects(
      train({ ...long, methodConfig }),
      UsageError,
      "no room in its 40 positions",
    );

    const lines = Array.from({ length: 40 }, (_, i) => ({ input: "cats", target: `w${i}` }));
    const data = await writeLines(join(setting.folder, "open.jsonl"), lines);
    const open = { ...long, data, task: "open" };
    await assertRejects(train(open), UsageError, "they are free text");
    await assertRejects(train({ ...open, answering: "generate" }), UsageError, "the same choices");
    assertEquals(listNames(setting.folder), ["model", "open.jsonl", "sleepy.jsonl"]);
  }));

Deno.test("trainSingle() cuts inputs so that a BERT has room for the prompt", () =>
  inSetting("bert/tiny", async (setting) => {
    const input = Array.from({ length: 70 }, () => "cats").join(" ");
    const lines = Array.from({ length: 20 }, (_, i) => ({ input, target: i % 2 ? "yes" : "no" }));
    const data = await writeLines(join(setting.folder, "long.jsonl"), lines);
    const { training } = tinyConfig(setting, "prompt");
    const config = tinyConfig(setting, "prompt", { data, training: { ...training, steps: 1 } });
    const { test } = await trainSingle({ ...QUIET, config, out: setting.out });
    assert(test.accuracy! <= 1);
  }));

Deno.test("trainSingle() that cannot write its adapter keeps the training, and goes on with it", () =>
  inSetting("t5/v1_0", async (setting) => {
    const checkpoint = { path: join(setting.folder, "kept.safetensors"), code: "" };
    const config = tinyConfig(setting, "prompt");
    const notices: string[] = [];
    const train = (progress: (at: StepProgress) => void) =>
      trainSingle({
        ...{ ...QUIET, config, out: setting.out, checkpoint, progress },
        notice: (line) => notices.push(line),
      });
    const withoutFolder = train(({ step, answered }) => {
      if (step === 12 && !answered) {
        Deno.removeSync(`${setting.out}.${Deno.pid}.part`, { recursive: true });
      }
    });
    const { message } = await assertRejects(() => withoutFolder, UsageError);
    assertStringIncludes(message, `Cannot write "${setting.out}"`);
    assertStringIncludes(message, "run the same command to resume");
    const steps: number[] = [];
    const { adapter } = await train(({ step, answered }) => answered || steps.push(step));
    assertEquals([adapter, steps], [setting.out, []]);
    assertStringIncludes(notices.join(), "Resuming after step 12");
    assertEquals(listNames(setting.folder), ["model", "out", "sleepy.jsonl"]);
  }));

Deno.test("trainSingle() makes batches no larger than the training set, and says so", () =>
  inSetting("t5/v1_0", async (setting) => {
    const { training } = tinyConfig(setting, "prompt");
    const config = tinyConfig(setting, "prompt", { training: { ...training, batchSize: 1e5 } });
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    await trainSingle({ ...QUIET, config, out: setting.out, notice });
    assertStringIncludes(notices.join(), "Using batches of 48");
    const { run } = JSON.parse(await Deno.readTextFile(join(setting.out, "training.json")));
    assertEquals(run.training.batchSize, 48);
  }));

Deno.test("trainSingle() keeps the way of the training beside the adapter", () =>
  inSetting("t5/v1_0", async (setting) => {
    const { training } = tinyConfig(setting, "prompt");
    const config = tinyConfig(setting, "prompt", { training: { ...training, evaluateEvery: 6 } });
    const trained = await trainSingle({ ...QUIET, config, out: setting.out });
    const kept = JSON.parse(await Deno.readTextFile(join(setting.out, "training.json")));
    assertEquals([kept.losses, kept.series], [trained.losses, trained.series]);
    assertEquals([kept.losses.length, kept.series.length], [12, 2]);
    assertEquals(kept.run, JSON.parse(JSON.stringify(config)));
    assertEquals([trained.format, trained.learningRate], ["PEFT", 0.01]);
  }));

Deno.test("trainSingle() refuses targets that the model cannot write, before it trains", () =>
  inSetting("t5/v1_0", async (setting) => {
    const lines = Array.from({ length: 20 }, (_, i) => ({
      input: `cats ${i % 2 ? "sleep" : "purr"} w${i}`,
      target: i % 4 === 1 ? "certainly" : "no",
    }));
    const data = await writeLines(join(setting.folder, "strange.jsonl"), lines);
    const train = (changes: object) =>
      trainSingle({
        ...QUIET,
        config: tinyConfig({ ...setting, data }, "prompt"),
        out: setting.out,
        ...changes,
      });
    const error = await assertRejects(() => train({}), UsageError);
    assertMatch(
      error.message,
      /has no token for the target "certainly" of the row "cats sleep w\d/,
    );
    assertEquals(listNames(setting.folder), ["model", "sleepy.jsonl", "strange.jsonl"]);

    await writeLines(data, lines.map((line) => ({ ...line, target: "no" })).concat(lines[0]!));
    const notices: string[] = [];
    await train({ notice: (line: string) => notices.push(line) });
    assertMatch(notices.join(), /does not know \d+ % of the input tokens/);
  }));

Deno.test("trainSingle() trains on the mini model, and its prompt changes what the model says", () =>
  inTempFolder(async (folder) => {
    const mini = tinyConfig({ model: "mini", data: "mini" }, "residual_prompt");
    const examples = { train: 16, dev: 8, test: 8 };
    const training = { ...mini.training, steps: 3 };
    const config = { ...mini, task: "copa", examples, training };
    const out = join(folder, "out");
    const { storedParameters, trainedParameters, test } = await trainSingle({
      ...QUIET,
      config,
      out,
    });
    assertEquals(storedParameters, 3 * 96);
    assertEquals(trainedParameters, 3 * 96 + 2 * 96 * 6 + 6 + 3 * 96);
    const request = { model: "mini", data: "mini", task: "copa", split: "test" as const };
    const scored = await evaluateSingle({
      ...QUIET,
      ...request,
      adapter: out,
      answering: "rank",
      examples: 8,
    });
    const { predictions: _, ...found } = scored;
    assertEquals(found, { scores: test, count: 8, split: "test" });
    const input = await writeLines(join(folder, "pairs.jsonl"), PAIRS);
    const [with_] = await scoreSingle({ ...QUIET, model: "mini", adapter: out, input });
    const [without] = await scoreSingle({ ...QUIET, model: "mini", input });
    assertNotEquals(with_, without);
  }));
