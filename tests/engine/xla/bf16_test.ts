/** Frozen weights stored as bf16: what it costs in accuracy. */
import { assert, assertEquals, assertLess } from "@std/assert";
import * as tf from "../../../src/engine/tf.ts";
import { fromBf16, toBf16 } from "../../../src/engine/xla/types.ts";
import { batchTensors, FIXTURE, prepareTraining } from "../../train/_training.ts";
import { backend, start, xlaTest } from "./_xla.ts";

xlaTest(
  "bf16: matrices are stored in half the bytes, vectors as they are",
  async () => {
    const session = await start();
    const place = (shape: number[]) => session.place(shape, (room) => room.set(values), "bf16");
    const values = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const elementOf = (tensor: tf.Tensor) => backend().nodeOf(tensor).element;
    const matrix = place([4, 10]);
    assertEquals([matrix.dtype, elementOf(matrix)], ["float32", "bf16"]);
    assertEquals(matrix.dataSync(), fromBf16(toBf16(values)));
    assertEquals(elementOf(place([40])), "f32");
    assertEquals(tf.add(matrix, 1).dataSync(), fromBf16(toBf16(values)).map((it) => it + 1));
  },
);

for (const bf16Units of [false, true]) {
  const how = bf16Units ? "multiplied as bf16" : "multiplied as f32";
  xlaTest(`bf16: ${how}, 20 steps stay near PyTorch's losses`, async () => {
    const session = await start();
    const before = backend().bf16Units;
    backend().bf16Units = bf16Units;
    try {
      const training = prepareTraining(session, { precision: "bf16" });
      const program = session.compile("train", training.program);
      let state: Record<string, tf.Tensor> = training.state();
      const errors: number[] = [];
      for (const [step, batch] of FIXTURE.order.entries()) {
        const result = program.run(state, {
          ...batchTensors(FIXTURE.batches[batch]!),
          learningRate: tf.scalar(FIXTURE.config.optimizer.learningRate),
          seed: tf.tensor1d([step, 0], "int32"),
        });
        state = { ...result.state };
        const [loss] = result.outputs.loss!.dataSync();
        errors.push(Math.abs(loss! / FIXTURE.losses[step]! - 1));
      }
      const worst = Math.max(...errors);
      console.log(`bf16 ${how}: relative error of the first loss ${errors[0]}, at most ${worst}`);
      assertLess(errors[0]!, 0.005); // 8 bits of mantissa are 0.4 %
      assertLess(worst, 0.05); // this training amplifies a difference tenfold every ten steps
      assert(errors[0]! > 1e-6, "the weights were not rounded");
      assert(Object.values(state).every((it) => backend().nodeOf(it).element === "f32"));
      program.dispose();
    } finally {
      backend().bf16Units = before;
    }
  });
}
