import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import type { ScoredLine } from "../../src/jobs/request.ts";
import { scoreSingle } from "../../src/jobs/score.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { QUIET, tinyConfig } from "../train/_folders.ts";
import { inSetting, PAIRS, writeLines } from "../train/_setting.ts";

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
