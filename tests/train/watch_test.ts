import { assertEquals } from "@std/assert";
import { cpu } from "../../src/engine/cpu.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import type { Training } from "../../src/lab/run.ts";
import { Watch } from "../../src/train/watch.ts";
import { fakeConfig } from "../lab/fake.ts";

await cpu.start({});

/** Watches steps whose one parameter is the dev score that they reach, in tenths. */
async function watchSteps(
  training: Partial<Training>,
  scores: readonly number[],
  before?: Watch,
): Promise<Watch> {
  const config = { ...fakeConfig(), seed: 0 };
  const answer = (_step: number, state: Tensors) =>
    Promise.resolve([String(state.x!.dataSync()[0])]);
  const watch = new Watch(
    { ...config, training: { ...config.training, steps: 5, ...training } },
    answer,
    ([text]) => Number(text) / 10,
    before,
  );
  for (const [i, score] of scores.entries()) {
    const x = tf.scalar(score);
    await watch.afterStep(watch.losses.length + 1, i, { x });
    x.dispose();
  }
  return watch;
}

Deno.test("Watch evaluates at its steps and at the last, with the mean loss since the one before", async () => {
  const watch = await watchSteps({ evaluateEvery: 2 }, [1, 2, 3, 4, 5]);
  assertEquals(watch.losses, [0, 1, 2, 3, 4]);
  assertEquals(watch.series, [
    { step: 2, trainLoss: 0.5, dev: 0.2 },
    { step: 4, trainLoss: 2.5, dev: 0.4 },
    { step: 5, trainLoss: 4, dev: 0.5 },
  ]);
  assertEquals(watch.evaluations.map(({ step, answers }) => [step, ...answers]), [
    [2, "2"],
    [4, "4"],
    [5, "5"],
  ]);
  assertEquals(watch.best, undefined);
});

Deno.test("Watch without evaluations notes losses alone", async () => {
  const watch = await watchSteps({ evaluateEvery: null, keep: "best" }, [1, 2, 3, 4, 5]);
  assertEquals([watch.losses.length, watch.series, watch.best], [5, [], undefined]);
});

Deno.test("Watch keeps the first of the best parameters, and lets go of all others", async () => {
  const before = tf.memory().numTensors;
  const watch = await watchSteps({ evaluateEvery: 1, keep: "best" }, [1, 7, 3, 7, 2]);
  const { step, dev, params } = watch.best!;
  assertEquals([step, dev, params.x!.dataSync()[0]], [2, 0.7, 7]);
  assertEquals(tf.memory().numTensors, before + 1);
  watch.dispose();
  assertEquals([watch.best, tf.memory().numTensors], [undefined, before]);
});

Deno.test("Watch goes on from what was seen before", async () => {
  const training = { evaluateEvery: 2, keep: "best" } as const;
  const whole = await watchSteps(training, [1, 2, 3, 4, 5]);
  const half = await watchSteps(training, [1, 2, 3]);
  const rest = await watchSteps(training, [4, 5], half);
  assertEquals(rest.series.map(({ step, dev }) => [step, dev]), [[2, 0.2], [4, 0.4], [5, 0.5]]);
  assertEquals(rest.evaluations, whole.evaluations);
  assertEquals(rest.best!.step, whole.best!.step);
  whole.dispose();
  rest.dispose();
});
