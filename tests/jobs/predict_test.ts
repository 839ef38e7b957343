import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { evaluateSingle } from "../../src/jobs/evaluate.ts";
import { predictSingle } from "../../src/jobs/predict.ts";
import type { PredictedLine } from "../../src/jobs/predict_request.ts";
import { scoreSingle } from "../../src/jobs/score.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { CHECKPOINTS, QUIET, tinyConfig } from "../train/_folders.ts";
import { inSetting, PAIRS, writeLines } from "../train/_setting.ts";

const GENERATE = { answering: "generate", examples: null } as const;
const RANK = { answering: "rank", examples: null } as const;
const CHOICES = ["no", "yes"]; // as an evaluation sorts the targets of a file

for (const checkpoint of CHECKPOINTS) {
  Deno.test(`predictSingle() answers as an evaluation does: ${checkpoint}`, () =>
    inSetting(checkpoint, async (setting) => {
      const { model, data, out } = setting;
      const config = tinyConfig(setting, "full");
      // until answers differ
      const training = { ...config.training, steps: 60, learningRate: 0.003, dropout: false };
      await trainSingle({ ...QUIET, config: { ...config, training }, out });
      const rows = (await Deno.readTextFile(data)).trim().split("\n").map((it) => JSON.parse(it));
      const input = rows.map(({ input }, id) => ({ id, input }));
      for (const how of [GENERATE, RANK]) {
        const words = { ...QUIET, ...how, model, adapter: out };
        const { predictions } = await evaluateSingle({
          ...words,
          ...{ data, task: "sleepy", split: "all" },
        });
        const lines = await predictSingle({ ...words, input, choices: CHOICES });
        const answers = lines.map(({ answer }) => answer);
        assert(new Set(answers).size > 1, `all are "${answers[0]}"`); // or the test is idle
        assertEquals(answers, predictions.map(({ answer }) => answer));
        assertEquals(lines.map(({ id, input }) => ({ id, input })), input);
      }
    }));
}

Deno.test("predictSingle() gives the likelihood of each choice, as scores do, and its share", () =>
  inSetting("t5/v1_1", async ({ folder, model }) => {
    const own = { input: "dogs bark", choices: ["maybe", "yes", "no"], id: "b" };
    const request = { ...QUIET, ...RANK, model, choices: CHOICES };
    const lines = await predictSingle({ ...request, input: ["cats sleep", own] });
    assertEquals(lines.map(({ choices, id }) => [choices, id]), [[undefined, undefined], [
      own.choices,
      "b",
    ]]);
    for (const [line, choices] of [[lines[0]!, CHOICES], [lines[1]!, own.choices]] as const) {
      const { input, answer, logLikelihoods = {}, probabilities = {} } = line;
      assertEquals(Object.keys(logLikelihoods), choices);
      const pairs = choices.map((target) => ({ input, target }));
      const scored = await scoreSingle({
        ...{ ...QUIET, model },
        input: await writeLines(join(folder, "pairs.jsonl"), pairs),
      });
      scored.forEach(({ logLikelihood }, i) =>
        assertAlmostEquals(logLikelihoods[choices[i]!]!, logLikelihood, 1e-4)
      );
      const total = Object.values(probabilities).reduce((sum, it) => sum + it, 0);
      assertAlmostEquals(total, 1, 1e-9);
      assertEquals(probabilities[answer], Math.max(...Object.values(probabilities)));
      const [first, second] = choices.map((choice) => probabilities[choice]!);
      const [one, other] = choices.map((choice) => logLikelihoods[choice]!);
      assertAlmostEquals(Math.log(first! / second!), one! - other!, 1e-6);
    }
  }));

Deno.test("predictSingle() hands answers out in order as they come, and tells how far it is", () =>
  inSetting("t5/v1_0", async ({ folder, model }) => {
    const rows = Array.from({ length: 1100 }, (_, i) => ({ ...PAIRS[i % 3], i }));
    const input = await writeLines(join(folder, "rows.jsonl"), rows);
    const pieces: PredictedLine[][] = [];
    const done: number[] = [];
    const lines = await predictSingle({
      ...{ ...QUIET, ...RANK, model, input, choices: CHOICES },
      found: (lines) => pieces.push([...lines]),
      progress: (at) => done.push(at.done),
    });
    assertEquals(pieces.map(({ length }) => length), [1024, 76]);
    assertEquals(pieces.flat(), lines);
    assertEquals(lines.map(({ i }) => i), rows.map(({ i }) => i));
    assertEquals([done[0], done.at(-1)], [64, 1100]);
    const few = await predictSingle({
      ...QUIET,
      ...RANK,
      model,
      input,
      choices: CHOICES,
      examples: 2,
    });
    assertEquals(few.map(({ i }) => i), [0, 1]);
  }));

Deno.test("predictSingle() writes free text, no longer than it is told", () =>
  inSetting("t5/v1_0", async ({ model }) => {
    const request = { ...QUIET, ...GENERATE, model, input: PAIRS.map(({ input }) => input) };
    const wordsOf = (lines: readonly PredictedLine[]) =>
      lines.map(({ answer }) => answer.split(" ").filter((word) => word !== ""));
    const long = wordsOf(await predictSingle({ ...request, maxNewTokens: 6 }));
    assert(long.some((words) => words.length > 2), JSON.stringify(long)); // or the test is idle
    const short = wordsOf(await predictSingle({ ...request, maxNewTokens: 2 }));
    assertEquals(short, long.map((words) => words.slice(0, 2)));
    const fails = (words: object) => () => predictSingle({ ...request, ...words });
    await assertRejects(fails({ maxNewTokens: 9999 }), UsageError, "an answer may have");
    const ranked = fails({ maxNewTokens: 2, answering: "rank", choices: CHOICES });
    await assertRejects(ranked, UsageError, "it does not write its answers");
  }));

Deno.test("predictSingle() leaves room for the answer where both are one text", () =>
  inSetting("llama/tiny", async ({ model }) => {
    const input = [Array.from({ length: 3000 }, () => "cats").join(" ")];
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    await predictSingle({ ...QUIET, ...GENERATE, notice, model, input, maxNewTokens: 4 });
    assertMatch(notices[0]!, /^1 of 1 inputs with their answers were truncated to \d+ tokens$/);
  }));

Deno.test("predictSingle() chooses among the classes of a classifier, and no others", () =>
  inSetting("bert/tiny", async (setting) => {
    const { model, out } = setting;
    await trainSingle({ ...QUIET, config: tinyConfig(setting, "prompt"), out });
    const predict = (words: object) =>
      predictSingle({
        ...QUIET,
        ...GENERATE,
        model,
        adapter: out,
        input: ["cats sleep"],
        ...words,
      });
    const [line] = await predict({});
    assertEquals(Object.keys(line!.probabilities!).sort(), CHOICES);
    assertEquals(await predict({ choices: ["yes", "no"] }), [line]);
    await assertRejects(() => predict({ choices: ["yes", "maybe"] }), UsageError, "are no, yes");
    await assertRejects(() => predict({ adapter: undefined }), UsageError, "it has no head");
  }));

Deno.test("predictSingle() says what is wrong with choices before it answers", () =>
  inSetting("t5/v1_0", async ({ model }) => {
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    const predict = (input: readonly object[]) =>
      predictSingle({ ...QUIET, ...RANK, notice, model, input: input as never });
    const one = [{ input: "cats", choices: CHOICES }, { input: "dogs", choices: ["yes"] }];
    await assertRejects(() => predict(one), UsageError, `"input 2": there must be two choices`);
    const long = Array.from({ length: 600 }, () => "yes").join(" ");
    const tooLong = [{ input: "cats", choices: ["no", long] }];
    await assertRejects(() => predict(tooLong), UsageError, `Cannot read "input 1": a target may`);
    await predict([{ input: "cats", choices: ["no", "gnus", "emus"] }]);
    assertEquals(notices.length, 1);
    assertMatch(notices[0]!, /reads "gnus" and "emus" alike/);
  }));
