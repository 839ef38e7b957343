/** Batching of answers; `tests/models/writers_test.ts` holds the answers themselves against transformers. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { compileEagerly } from "../../src/engine/eager.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { prompt } from "../../src/methods/prompt.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import type { Adapter } from "../../src/train/adapter.ts";
import { type Answerer, generating, scoringChoices } from "../../src/train/answers.ts";
import type { EncodedExample } from "../../src/train/encode.ts";
import { encodeProgram, likelihoodProgram, nextTokenProgram } from "../../src/train/programs.ts";
import { finish } from "../../src/train/stepwise.ts";
import { openCheckpoint } from "../models/_checkpoint.ts";

/** More than a batch, and a last one that is not full. */
const COUNT = 70;
const LONGEST = 4;

await wasm.start({});
const answerer = await makeAnswerer();
const examples = makeExamples();

async function makeAnswerer(): Promise<Answerer> {
  const model = await t5.load(openCheckpoint("t5/v1_0")) as Seq2SeqModel;
  const config = { ...prompt.defaults, promptLength: 3 };
  const context = { rng: new Rng("prompt"), encode: () => [] };
  const params = prompt.init(model.target, config, context);
  const adapter: Adapter = { method: prompt, config, params, base: {} };
  const programs = {
    encode: compileEagerly(encodeProgram(model, adapter)),
    nextToken: compileEagerly(nextTokenProgram(model, adapter)),
    likelihood: compileEagerly(likelihoodProgram(model, adapter)),
  };
  return { model, adapter, programs };
}

function makeExamples(): EncodedExample[] {
  const rng = new Rng("examples");
  const text = (length: number) => [...Array.from({ length }, () => 2 + rng.integer(59)), 1];
  return Array.from({ length: COUNT }, () => ({
    inputIds: text(2 + rng.integer(28)),
    targetIds: [],
    choiceIds: Array.from({ length: 1 + rng.integer(4) }, () => text(1 + rng.integer(3))),
  }));
}

Deno.test("scoringChoices() gives each example, in any company, the scores that it has alone", () => {
  const scores = finish(scoringChoices(answerer, examples));
  assertEquals(scores.map((row) => row.length), examples.map((it) => it.choiceIds.length));
  for (const i of [0, 33, COUNT - 1]) {
    const [alone] = finish(scoringChoices(answerer, [examples[i]!]));
    alone!.forEach((score, choice) => {
      assert(score < 0);
      assertLess(Math.abs(scores[i]![choice]! / score - 1), 1e-5);
    });
  }
});

Deno.test("generating() writes for each example, in any company, what it writes alone", () => {
  const answers = finish(generating(answerer, examples, LONGEST));
  for (const i of [0, 33, COUNT - 1]) {
    assertEquals(finish(generating(answerer, [examples[i]!], LONGEST)), [answers[i]!]);
  }
  assertEquals(answers.length, COUNT);
  assert(answers.every((ids) => ids.length <= LONGEST && !ids.includes(1)));
});

Deno.test("answers leave no tensors behind", () => {
  const before = tf.memory().numTensors;
  finish(scoringChoices(answerer, examples.slice(0, 3)));
  finish(generating(answerer, examples.slice(0, 3), 2));
  assertEquals(tf.memory().numTensors, before);
});
