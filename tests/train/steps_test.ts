/** Training steps against PyTorch; see tests/fixtures/training. */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { NonFiniteLoss, RunInterrupted } from "../../src/core/errors.ts";
import type { Compiled } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { adapterOf, disposeAdapter, foldAdapter } from "../../src/train/adapter.ts";
import { batchLoss } from "../../src/train/programs.ts";
import { runSteps, type StepsOptions } from "../../src/train/steps.ts";
import { relativeError } from "../models/_checkpoint.ts";
import { batchTensors, FIXTURE, fixtureBatches, prepareTraining } from "./_training.ts";

/** Twenty steps carry rounding on: PyTorch's own float32 is 7e-6 off its float64 in the parameters. */
const TOLERANCE = 2e-5;

const session = await wasm.start({});
const training = prepareTraining(session);
const dropping = prepareTraining(session, { dropout: true });
const plain = session.compile("train", training.program);

const OPTIONS: StepsOptions = {
  steps: FIXTURE.config.steps,
  learningRate: () => FIXTURE.config.optimizer.learningRate,
  seed: (step) => step + 1,
};

/** Losses of a training and the state that it ends in. */
async function train(program: Compiled, options: StepsOptions = OPTIONS) {
  const losses: number[] = [];
  const state = await runSteps(program, training.state(), fixtureBatches(), {
    ...options,
    afterStep: (_step, loss) => void losses.push(loss),
  });
  return { losses, state };
}

Deno.test("twenty steps give PyTorch's losses, parameters and folded prompt", async () => {
  const { losses, state } = await train(plain);
  const worst = Math.max(...losses.map((loss, i) => Math.abs(loss / FIXTURE.losses[i]! - 1)));
  assertEquals(losses.length, FIXTURE.losses.length);
  assertLess(worst, 2e-6); // float64Deviation of the losses is 4e-7
  const { params } = adapterOf(training.parts.adapter, state);
  for (const [name, expected] of Object.entries(FIXTURE.finalParams)) {
    const error = relativeError(params[name]!, expected);
    assert(error <= TOLERANCE, `"${name}": relative error ${error}`);
  }
  const folded = foldAdapter({ ...training.parts.adapter, params });
  assertEquals(Object.keys(folded.params), ["prompt"]);
  assertLess(relativeError(folded.params.prompt!, FIXTURE.finalPrompt), TOLERANCE);
});

Deno.test("after training the folded prompt gives the losses of prompt and network", async () => {
  const { state } = await train(plain);
  const trained = adapterOf(training.parts.adapter, state);
  const folded = foldAdapter(trained);
  FIXTURE.batches.forEach((batch, i) => {
    const inputs = batchTensors(batch);
    const loss = (adapter: typeof folded) =>
      batchLoss(training.model, adapter, inputs, {}).dataSync()[0]!;
    assertEquals(loss(folded), loss(trained));
    assertLess(Math.abs(loss(folded) / FIXTURE.finalLosses[i]! - 1), TOLERANCE);
  });
  disposeAdapter(folded);
});

Deno.test("one seed gives bit-identical losses, another seed others", async () => {
  const options = { ...OPTIONS, steps: 5 };
  const dropout = session.compile("train with dropout", dropping.program);
  const first = (await train(dropout, options)).losses;
  assertEquals((await train(dropout, options)).losses, first);
  const anew = session.compile("train with dropout", dropping.program);
  assertEquals((await train(anew, options)).losses, first);
  const other = await train(dropout, { ...options, seed: (step) => step + 1000 });
  assertNotEquals(other.losses, first);
  assert(other.losses.every(Number.isFinite));
  assertNotEquals((await train(plain, options)).losses, first); // dropout does something
});

Deno.test("runSteps() goes on from a step as if it had never stopped", async () => {
  const options = { ...OPTIONS, steps: 6 };
  const whole = await train(plain, options);
  const next = fixtureBatches();
  const half = await runSteps(plain, training.state(), next, { ...options, steps: 4 });
  const losses: number[] = [];
  const steps: number[] = [];
  await runSteps(plain, half, next, {
    ...options,
    from: 4,
    afterStep(step, loss) {
      steps.push(step);
      losses.push(loss);
    },
  });
  assertEquals(losses, whole.losses.slice(4));
  assertEquals([steps[0], steps.at(-1)], [5, 6]);
});

/** Runs a training that must fail, and what it leaves behind. */
async function failing(program: Compiled, options: StepsOptions, next = fixtureBatches()) {
  await train(program, { ...OPTIONS, steps: 1 }).then(({ state }) => tf.dispose({ ...state }));
  const before = tf.memory().numTensors;
  const error = await assertRejects(() => runSteps(program, training.state(), next, options));
  return { error, leaked: tf.memory().numTensors - before };
}

Deno.test("a loss that is no number ends the training, names the step and leaks nothing", async () => {
  const learningRate = (step: number) => step < 3 ? 0.05 : Infinity;
  const { error, leaked } = await failing(plain, { ...OPTIONS, learningRate });
  assertInstanceOf(error, NonFiniteLoss);
  assertEquals([error.step, leaked], [5, 0]); // step 4 still had a loss: it is taken before the update
});

Deno.test("an aborted signal interrupts the training between two steps and leaks nothing", async () => {
  const controller = new AbortController();
  const done: number[] = [];
  const { error, leaked } = await failing(plain, {
    ...OPTIONS,
    signal: controller.signal,
    afterStep(step) {
      done.push(step);
      if (step === 4) controller.abort();
    },
  });
  assertInstanceOf(error, RunInterrupted);
  assertEquals([done, leaked], [[1, 2, 3, 4], 0]);
});

Deno.test("the signal of a timer is heard during training", async () => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 0);
  const { error } = await failing(plain, { ...OPTIONS, steps: 1000, signal: controller.signal });
  clearTimeout(timer);
  assertInstanceOf(error, RunInterrupted);
});

Deno.test("a step that throws leaks neither batch nor state", async () => {
  let calls = 0;
  const broken: Compiled = {
    ...plain,
    run(state, inputs) {
      if (++calls === 4) throw new RangeError("on purpose");
      return plain.run(state, inputs);
    },
  };
  const { error, leaked } = await failing(broken, OPTIONS);
  assertInstanceOf(error, RangeError);
  assertEquals([calls, leaked], [4, 0]);
});
