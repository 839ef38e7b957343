/** The single jobs from end to end, on tiny models and a little task of one's own. */
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
import type { StepProgress } from "../../src/lab/executor.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import { evaluateSingle, scoreSingle, trainSingle } from "../../src/train/single.ts";
import { readHeader } from "../../src/hub/safetensors.ts";
import type { ScoredLine } from "../../src/train/single_request.ts";
import {
  CHECKPOINTS,
  listNames,
  makeModelFolder,
  QUIET,
  taskLines,
  tinyConfig,
} from "./_folders.ts";
import { inTempFolder } from "../_folder.ts";

/** A folder with a tiny model and a little task. */
interface Setting {
  readonly folder: string;
  readonly model: string;
  readonly data: string;
  readonly out: string;
}

function inSetting(checkpoint: string, work: (setting: Setting) => Promise<void>): Promise<void> {
  return inTempFolder(async (folder) => {
    const data = join(folder, "sleepy.jsonl");
    await Deno.writeTextFile(data, taskLines(60));
    const model = await makeModelFolder(join(folder, "model"), checkpoint);
    await work({ folder, model, data, out: join(folder, "out") });
  });
}

async function writeLines(path: string, lines: readonly unknown[]): Promise<string> {
  await Deno.writeTextFile(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  return path;
}

const PAIRS = [
  { input: "cats sleep all day", target: "yes" },
  { input: "dogs bark all day w3", target: "no maybe" },
  { input: "cats", target: "no" },
];

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

Deno.test("scoreSingle() gives the sum over the tokens of each target, in order", () =>
  inSetting("t5/v1_1", async ({ folder, model }) => {
    const input = await writeLines(join(folder, "pairs.jsonl"), PAIRS);
    const scores = await scoreSingle({ ...QUIET, model, input });
    assertEquals(scores.map(({ targetTokens }) => targetTokens), [2, 3, 2]); // with </s>
    for (const { logLikelihood } of scores) assert(logLikelihood < 0);
    const alone = await writeLines(join(folder, "one.jsonl"), PAIRS.slice(2));
    const [last] = await scoreSingle({ ...QUIET, model, input: alone });
    assertAlmostEquals(last!.logLikelihood, scores[2]!.logLikelihood, 1e-4);
  }));

Deno.test("scoreSingle() hands lines out as they come, and tells how far it is", () =>
  inSetting("t5/v1_0", async ({ folder, model }) => {
    const pairs = Array.from({ length: 1100 }, (_, i) => PAIRS[i % 3]!);
    const input = await writeLines(join(folder, "pairs.jsonl"), pairs);
    const pieces: ScoredLine[][] = [];
    const done: number[] = [];
    const scores = await scoreSingle({
      ...{ ...QUIET, model, input },
      found: (lines) => pieces.push([...lines]),
      progress: (at) => done.push(at.done),
    });
    assertEquals(pieces.map(({ length }) => length), [1024, 76]);
    assertEquals(pieces.flat(), scores);
    assertEquals([done[0], done.at(-1)], [64, 1100]);
    assertEquals(scores[3]!.targetTokens, scores[0]!.targetTokens);
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

Deno.test("scoreSingle() sums to one over the classes of a classifier", () =>
  inSetting("bert/tiny", async (setting) => {
    const { folder, model, out } = setting;
    await trainSingle({ ...QUIET, config: tinyConfig(setting, "prompt"), out });
    const lines = ["yes", "no"].map((target) => ({ input: "cats sleep", target }));
    const input = await writeLines(join(folder, "pairs.jsonl"), lines);
    const scores = await scoreSingle({ ...QUIET, model, adapter: out, input });
    const total = scores.reduce((sum, { logLikelihood }) => sum + Math.exp(logLikelihood), 0);
    assertAlmostEquals(total, 1, 1e-5);

    const foreign = await writeLines(join(folder, "f.jsonl"), [{ input: "cats", target: "w1" }]);
    const score = (request: object) => () => scoreSingle({ ...QUIET, model, input, ...request });
    await assertRejects(score({ adapter: out, input: foreign }), UsageError, "f.jsonl:1");
    await assertRejects(score({}), UsageError, "it has no head");
  }));

Deno.test("scoreSingle() names file and line of what it cannot read, and tells of cut inputs", () =>
  inSetting("t5/v1_0", async ({ folder, model }) => {
    const input = join(folder, "bad.jsonl");
    const wrong: readonly (readonly [string, RegExp])[] = [
      [`{"input": "a", "target": "b"}\n{"input": "a"}`, /bad\.jsonl:2": "target" must be a string/],
      [`\n{"input": 3, "target": "b"}`, /bad\.jsonl:2": "input" must be a string: it is 3/],
      [`{"input": "a", "target": "b"}\n\n{"input`, /bad\.jsonl:3": the line is not JSON/],
      [`[]`, /bad\.jsonl:1": the line must be a JSON object/],
      ["\n", /it has no lines/],
    ];
    for (const [text, message] of wrong) {
      await Deno.writeTextFile(input, text);
      const error = await assertRejects(() => scoreSingle({ ...QUIET, model, input }), UsageError);
      assertMatch(error.message, message);
    }
    const long = Array.from({ length: 600 }, () => "cats").join(" ");
    await writeLines(input, [{ input: long, target: "yes" }, PAIRS[0]]);
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    assertEquals((await scoreSingle({ ...QUIET, model, input, notice })).length, 2);
    assertEquals(notices, ["1 of 2 inputs were truncated to 512 tokens"]);
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
