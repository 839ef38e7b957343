import {
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import type { Jit, Program, Tensors } from "../../../src/engine/engine.ts";
import { Draws } from "../../../src/engine/random.ts";
import * as tf from "../../../src/engine/tf.ts";
import { runSteps } from "../../../src/train/steps.ts";
import { FIXTURE, fixtureBatches, prepareTraining } from "../../train/_training.ts";
import { growth, JITS, leftBehind, start, tensorflowTest } from "./_tensorflow.ts";

/**
 * Losses of residual prompt tuning with clipped gradients.
 *
 * The rate is a tenth of the fixture's: at that one training amplifies any difference in the last
 * bit tenfold every ten steps.
 *
 * @param order the batches, each of another shape
 */
async function lossesOf(
  jit: Jit,
  { steps, dropout, order }: { steps: number; dropout: boolean; order: number[] },
): Promise<number[]> {
  const session = await start(jit);
  const training = prepareTraining(session, { dropout, clipNorm: 1 });
  const program = session.compile("train", training.program);
  const losses: number[] = [];
  const state = await runSteps(program, training.state(), fixtureBatches(order), {
    steps,
    learningRate: (step) => FIXTURE.config.optimizer.learningRate / 10 * (1 - step / 100),
    seed: (step) => 1 + step,
    afterStep: (_step, loss) => void losses.push(loss),
  });
  tf.dispose(Object.values(state));
  program.dispose();
  return losses;
}

const MEANT: readonly (readonly [Jit, boolean, number[]])[] = [
  ["graph", true, [0, 1]],
  ["xla", false, [0]], // XLA draws other numbers for dropout, and takes seconds for each shape
];

for (const [jit, dropout, order] of MEANT) {
  tensorflowTest(`${jit}: fifty training steps lose what fifty eager ones do`, async () => {
    const options = { steps: 50, dropout, order };
    const eager = await lossesOf("eager", options);
    const mean = (losses: number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    assertLess(mean(eager.slice(-10)), mean(eager.slice(0, 10))); // it does train
    const compiled = await lossesOf(jit, options);
    const worst = Math.max(...compiled.map((loss, i) => Math.abs(loss / eager[i]! - 1)));
    assertLessOrEqual(worst, 1e-5);
  });
}

tensorflowTest("one seed gives bit-identical losses, however often it is compiled", async () => {
  const options = { steps: 10, dropout: true, order: [0, 1] };
  assertEquals(await lossesOf("graph", options), await lossesOf("graph", options));
});

/** 20 MB: more than a constant may have. */
const LARGE = [5, 1000, 1000];

for (const jit of ["graph", "xla"] as const) {
  tensorflowTest(`${jit}: uploaded weights are captured, never constants`, async () => {
    const session = await start(jit);
    const weight = session.upload(new Float32Array(5_000_000).fill(2), LARGE);
    const sum: Program = (_, { x }) => ({
      state: {},
      outputs: { it: tf.sum(tf.mul(weight, x!)) },
    });
    const compiled = session.compile("captures", sum);
    const run = (x: number) => compiled.run({}, { x: tf.scalar(x) }).outputs.it!.dataSync()[0];
    assertEquals([run(1), run(2)], [1e7, 2e7]);
    weight.dispose();
    assertEquals(run(3), 3e7); // the function keeps what it captured
    compiled.dispose();
  });
}

tensorflowTest("a large array that a program makes is refused, by shape", async () => {
  const session = await start("graph");
  const compiled = session.compile("constant", (_, { x }) => ({
    state: {},
    outputs: { it: tf.mul(tf.tensor(new Float32Array(5_000_000), LARGE), x!) },
  }));
  assertThrows(
    () => compiled.run({}, { x: tf.scalar(1) }),
    Error,
    "it makes a constant of shape [5, 1000, 1000]",
  );
});

for (const jit of JITS) {
  tensorflowTest(`${jit}: results may be inputs, captured, constant, or appear twice`, async () => {
    const session = await start(jit);
    const captured = session.upload(new Float32Array([5]), [1]);
    const compiled = session.compile("swap", ({ a, b }, { x }) => {
      const sum = tf.add(a!, x!);
      return {
        state: { a: b!, b: sum },
        outputs: { sum, again: sum, x: x!, captured, constant: tf.tensor1d([7]), first: a! },
      };
    });
    const x = tf.tensor1d([10]);
    const values = (tensors: Tensors) =>
      Object.fromEntries(Object.entries(tensors).map(([name, it]) => [name, it.dataSync()[0]]));
    let state: Tensors = { a: tf.tensor1d([1]), b: tf.tensor1d([2]) };
    for (const [sum, first, next] of [[11, 1, 2], [12, 2, 11], [21, 11, 12]] as const) {
      const result = compiled.run(state, { x });
      state = result.state;
      assertEquals(values(state), { a: next, b: sum });
      const outputs = { sum, again: sum, x: 10, captured: 5, constant: 7, first };
      assertEquals(values(result.outputs), outputs);
      tf.dispose(Object.values(result.outputs));
    }
    assertEquals(values({ x, captured }), { x: 10, captured: 5 });
    compiled.dispose();
  });

  tensorflowTest(`${jit}: each combination of shapes is compiled, and disposed of`, async () => {
    const session = await start(jit);
    const captured = session.upload(new Float32Array([3]), [1]);
    const run = () => {
      const compiled = session.compile("shapes", (_, { x }) => ({
        state: {},
        outputs: { it: tf.sum(tf.mul(x!, captured)) },
      }));
      for (const size of [1, 4, 1, 2]) {
        const x = tf.ones([size]);
        const { outputs } = compiled.run({}, { x });
        assertEquals(outputs.it!.dataSync()[0], 3 * size);
        tf.dispose([x, outputs.it!]);
      }
      compiled.dispose();
    };
    assertEquals(leftBehind(run), { handles: 0, tensors: 0 });
  });

  tensorflowTest(`${jit}: draws differ by call and seed, and repeat with them`, async () => {
    const session = await start(jit);
    const compiled = session.compile("draw", (_, { seed }) => {
      const draws = new Draws(seed as tf.Tensor1D);
      return { state: {}, outputs: { one: draws.uniform([500]), two: draws.uniform([500]) } };
    });
    const draw = (seed: number) => {
      const { one, two } = compiled.run({}, { seed: tf.tensor1d([seed, 0], "int32") }).outputs;
      return [one!.dataSync(), two!.dataSync()] as const;
    };
    const [first, second] = draw(1);
    assertEquals(draw(1), [first, second]);
    const shared = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).filter((it, i) => it === b[i]).length;
    assertLess(shared(first, second), 5);
    assertLess(shared(first, draw(2)[0]), 5);
    assertNotEquals(draw(2), draw(3));
    compiled.dispose();
  });

  tensorflowTest(`${jit}: memory stays flat over 10,000 steps`, async () => {
    const session = await start(jit);
    const weight = session.upload(new Float32Array(64).fill(0.1), [8, 8]);
    const compiled = session.compile("tiny", ({ x }, { rate }) => {
      const next = tf.add(tf.tanh(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D)), rate!);
      return { state: { x: next }, outputs: { sum: tf.sum(next) } };
    });
    let state: Tensors = { x: tf.ones([4, 8]) };
    const train = (steps: number) => {
      for (let step = 0; step < steps; step++) {
        const rate = tf.scalar(step / steps);
        const result = compiled.run(state, { rate });
        state = result.state;
        result.outputs.sum!.dataSync();
        tf.dispose([rate, result.outputs.sum!]);
      }
    };
    train(2000);
    let left = { handles: NaN, tensors: NaN };
    const bytes = growth(() => left = leftBehind(() => train(10_000)));
    assertEquals(left, { handles: 0, tensors: 0 });
    assertLess(bytes, FLAT);
    tf.dispose(Object.values(state));
    compiled.dispose();
  });
}

/** Bytes that 10,000 steps may add, garbage of V8 included: 5 kB a step. */
const FLAT = 50e6;

for (
  const [what, read] of [
    ["computed", ({ x }: Tensors) => tf.mul(x!, 2).dataSync()],
    ["was given", ({ x }: Tensors) => x!.dataSync()],
  ] as const
) {
  tensorflowTest(`a program that reads a value it ${what} is refused`, async () => {
    const session = await start("graph");
    const compiled = session.compile("reader", ({ x }, inputs) => {
      const [factor] = read(inputs);
      return { state: { x: tf.mul(x!, factor!) }, outputs: {} };
    });
    const state = { x: tf.tensor1d([1, 2]) };
    const inputs = { x: tf.scalar(3) };
    const refused = () => {
      assertThrows(() => compiled.run(state, inputs), Error, "it reads the values of a tensor");
    };
    refused();
    assertEquals(leftBehind(refused), { handles: 0, tensors: 0 });
    assertEquals([...state.x.dataSync()], [1, 2]); // nothing records any more, and state lives
  });
}

tensorflowTest("a program whose shapes depend on values is refused", async () => {
  const session = await start("graph");
  const compiled = session.compile("unique", (_, { x }) => ({
    state: {},
    outputs: { it: tf.unique(x!).values },
  }));
  const x = tf.tensor1d([1, 1, 2], "int32");
  const refused = () => {
    assertThrows(() => compiled.run({}, { x }), Error, 'the shape of what "UniqueV2" gives');
  };
  refused();
  assertEquals(leftBehind(refused), { handles: 0, tensors: 0 });
});

tensorflowTest("a tensor that a program keeps outside is of no use there", async () => {
  const session = await start("graph");
  let kept: tf.Tensor | undefined;
  const compiled = session.compile("keeper", (_, { x }) => {
    kept = tf.keep(tf.neg(x!));
    return { state: {}, outputs: { it: tf.neg(kept) } };
  });
  compiled.run({}, { x: tf.tensor1d([1]) });
  assertThrows(() => kept!.dataSync(), ReferenceError, "it exists in a compiled program alone");
  kept!.dispose();
});

tensorflowTest("tracing a program computes nothing", async () => {
  const session = await start("graph");
  let bytes = NaN;
  const compiled = session.compile("large", (_, { x }) => {
    let y!: tf.Tensor;
    bytes = growth(() => { // the program is called when it is traced, and only then
      y = tf.broadcastTo(x!, [4096, 4096]); // 64 MB, and as much for each of the ops below
      for (let i = 0; i < 40; i++) y = tf.add(y, 1);
    });
    return { state: {}, outputs: { it: tf.sum(tf.slice(y, [0, 0], [1, 1])) } };
  });
  assertEquals(compiled.run({}, { x: tf.tensor2d([[2]]) }).outputs.it!.dataSync()[0], 42);
  assertLess(bytes, 64e6);
});

tensorflowTest(
  "a program that XLA cannot compile says which op, and the next one can",
  async () => {
    const session = await start("xla");
    const texts = tf.tensor1d(["a", "b"], "string");
    const compiled = session.compile("texts", (_, { texts }) => ({
      state: {},
      outputs: { it: tf.concat([texts!, texts!]) },
    }));
    const message = "unsupported operations when trying to compile graph texts";
    const fails = () => void assertThrows(() => compiled.run({}, { texts }), Error, message);
    fails();
    assertEquals(leftBehind(fails), { handles: 0, tensors: 0 });
    const fine = session.compile(
      "fine",
      (_, { x }) => ({ state: {}, outputs: { it: tf.neg(x!) } }),
    );
    assertEquals([...fine.run({}, { x: tf.tensor1d([1]) }).outputs.it!.dataSync()], [-1]);
  },
);

tensorflowTest("a program may return more tensors than most do", async () => {
  const count = 2000;
  const session = await start("graph");
  const many = session.compile("many", (_state, { x }) => ({
    state: {},
    outputs: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`y${i}`, tf.add(x!, i)]),
    ),
  }));
  const x = tf.scalar(0.5);
  const { outputs } = many.run({}, { x });
  assertEquals(outputs[`y${count - 1}`]!.dataSync()[0], count - 0.5);
  tf.dispose([x, ...Object.values(outputs)]);
  many.dispose();
});
